"""What readers share: values with their places, times, dates, talk being gathered, faults."""
