"""The Celery application: the queue is a hint, the rows are the truth."""
