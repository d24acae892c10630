"""Markdown as OCR and PDF tools write it: pipe tables, HTML tables, formulas within the line."""
