"""A batch is the content of one object: its folder, and how the object is read."""
import hashlib
import re


def folder(root, key):
    """Returns the folder of a batch. Its name is a digest, because keys may have characters that paths can't have."""
    return f"{root}/{hashlib.sha256(key.encode()).hexdigest()}"


def literally(path):
    """Returns a path in which Spark treats no character as a wildcard."""
    return re.sub(r"([\\*?\[\]{},])", r"\\\1", path)
