"""PDF: characters and drawn lines to tables; pages that are pictures go to the scan reader."""
