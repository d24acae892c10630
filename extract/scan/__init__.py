"""Scans: pictures of pages to ruling lines, cells and recognised text, with what is doubtful of it."""
