"""The expression language of promotions, approval rules and order return rules.

    order.Total > 500 and not order.xp.Urgent = true
    items.any(ProductID = 'fan*') or items.quantity(product.incategory('Fans')) >= 10
    order.DateCompleted < now(-30) or order.DateCreated < #6/15/2016#
    min(order.Subtotal * .1, 50)

`tokenizer` and `parser` turn the text into a tree of `nodes`, `validation` checks what an expression may use
in its scope, `properties` and `functions` resolve names, and `evaluation` computes the value for the order
that a `context` describes. Keywords, names and texts are compared without regard to case.
"""
