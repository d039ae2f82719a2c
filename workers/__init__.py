"""The Celery application. The queue carries hints; the rows are the truth."""
