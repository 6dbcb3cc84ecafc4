"""What a unit has settled about what it sends (发文设置): groups of receiving units, the flow that is offered first. One record a unit."""
