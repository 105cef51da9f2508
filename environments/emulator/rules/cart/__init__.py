"""The cart: a buyer user's active unsubmitted order, by the handlers of all orders."""
