"""Who stands in for whom in a unit (代理, W6, FLW-07): the windows, who set them, what became of them. One record a unit."""
