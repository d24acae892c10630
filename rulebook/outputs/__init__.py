"""The files of a year: JSON, Parquet, the workbook, the data package, and what their fields mean."""
