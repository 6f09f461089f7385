"""The subjects the agents know: topic packs, their graph, and how free text finds them."""
