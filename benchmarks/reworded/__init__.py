"""Free rewordings of invented texts written by hand, one faithful and one unfaithful for each."""
