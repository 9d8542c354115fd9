## The desk speaks to the customer
desk-closed = The person has closed this. Write again at any time, and I am here.
