"""A conference brought to any moment by the product's own actions, with what its scenario's demo people say.

``Story`` plays it where Django is set up; ``Stagehand`` has it played in a process of its own, in a running server's
database; ``python -m tests.staging`` is that process.
"""
