"""The days that reports and questions mean by their words."""
