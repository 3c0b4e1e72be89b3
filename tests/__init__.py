"""The tests: a room for each room of the site, and servers/, house/ and load/ beside them."""
