"""A batch is what came with one object: where it is kept, and how the object is read."""
import hashlib
import re


def folder(root, key):
    """The folder of a batch. Keys may hold what paths can't, so it is named by a digest."""
    return f"{root}/{hashlib.sha256(key.encode()).hexdigest()}"


def literally(path):
    """A path of which Spark reads no character as a wildcard."""
    return re.sub(r"([\\*?\[\]{},])", r"\\\1", path)
