### Questions about a range that is too long to be listed.

nothing-by-name = I find nothing by that name in what we have.
