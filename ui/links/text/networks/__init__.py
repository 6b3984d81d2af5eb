"""Documents of several parts in a link: packed whole, or as the steps that lead to them."""
