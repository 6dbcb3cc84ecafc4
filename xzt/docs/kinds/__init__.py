"""The kinds of document as data: what each is for and asks, its template, its placeholders; quoting the document that another passes on.

The table stands in ``resources/kinds``. Facts of 条例 article 8 and GB/T 9704 are marked V there, custom of the trade GK.
"""
