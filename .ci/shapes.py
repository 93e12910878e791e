"""Compares the body of a response with the operation's output shape in botocore."""

import base64
import binascii
import json
import re
from xml.etree import ElementTree


def complaints(operation, status, body):
    """Returns the errors in the body of a successful response."""
    shape = operation.output_shape
    protocol = operation.service_model.resolved_protocol
    if protocol in ("query", "ec2"):
        yield from query_complaints(operation, shape, body)
    elif protocol == "rest-xml":
        yield from document_complaints(operation, shape, body)
    elif shape is None:
        if body.strip() not in (b"", b"{}"):
            yield f"the operation has no output, the answer is {body[:80]!r}"
    elif protocol == "rest-json":
        yield from rest_complaints(shape, body)
    elif protocol == "json":
        yield from json_complaints(shape, json.loads(body), "$")
    else:
        yield f"the protocol {protocol} is not known here"
    part = operation.has_streaming_output and status == 206
    if not part and status not in (200, operation.http.get("responseCode", 200)):
        yield f"the status is {status}"


def rest_complaints(shape, body):
    payload = shape.serialization.get("payload")
    if payload is not None and shape.members[payload].type_name in ("blob", "string"):
        return
    if payload is not None:
        yield from json_complaints(shape.members[payload], json.loads(body), f"$.{payload}")
        return
    # The other members are in the headers and the status.
    outside = {name for name, member in shape.members.items() if "location" in member.serialization}
    yield from structure_complaints(shape, json.loads(body) if body.strip() else {}, "$", outside)


def json_complaints(shape, value, path):
    """Compares JSON with a shape, at every depth."""
    if value is None:
        yield f"{path} is null, AWS leaves out what has no value"
    elif shape.type_name == "structure":
        yield from structure_complaints(shape, value, path, set())
    elif shape.type_name == "list":
        if not isinstance(value, list):
            yield f"{path} is no list: {value!r}"
            return
        for index, element in enumerate(value):
            yield from json_complaints(shape.member, element, f"{path}[{index}]")
    elif shape.type_name == "map":
        if not isinstance(value, dict):
            yield f"{path} is no map: {value!r}"
            return
        for key, element in value.items():
            yield from scalar_complaints(shape.key, key, f"{path}, key {key}")
            yield from json_complaints(shape.value, element, f"{path}.{key}")
    else:
        yield from scalar_complaints(shape, value, path)


def structure_complaints(shape, value, path, outside):
    if getattr(shape, "is_document_type", False):
        return
    if not isinstance(value, dict):
        yield f"{path} is no structure: {value!r}"
        return
    members = {
        member.serialization.get("name", name): name for name, member in shape.members.items() if name not in outside
    }
    for key, element in value.items():
        if key in members:
            yield from json_complaints(shape.members[members[key]], element, f"{path}.{key}")
        else:
            yield f"{path}.{key} is no member of {shape.name}"
    yield from missing(shape, {members[key] for key in value if key in members} | outside, path)


def missing(shape, present, path):
    for name in shape.required_members:
        if name not in present:
            yield f"{path}.{name} is required in {shape.name} and missing"
    if getattr(shape, "is_tagged_union", False) and len(present) != 1:
        yield f"{path} is a union, it has {len(present)} members"


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def base64_text(value):
    try:
        return isinstance(value, str) and bool(base64.b64decode(value, validate=True) or value == "")
    except binascii.Error:
        return False


def timestamp(shape, value):
    if shape.serialization.get("timestampFormat", "unixTimestamp") == "unixTimestamp":
        return number(value)
    return isinstance(value, str)


SCALARS = {
    "string": lambda shape, value: isinstance(value, str),
    "boolean": lambda shape, value: isinstance(value, bool),
    "integer": lambda shape, value: isinstance(value, int) and not isinstance(value, bool),
    "long": lambda shape, value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda shape, value: number(value),
    "double": lambda shape, value: number(value),
    "timestamp": timestamp,
    "blob": lambda shape, value: base64_text(value),
}


def scalar_complaints(shape, value, path):
    if not SCALARS[shape.type_name](shape, value):
        yield f"{path} is no {shape.type_name}: {value!r}"
    elif getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{path} is {value}, which {shape.name} does not have"


TEXTS = {
    "boolean": re.compile("true|false"),
    "integer": re.compile(r"-?\d+"),
    "long": re.compile(r"-?\d+"),
    "float": re.compile(r"-?\d+(\.\d+)?(E-?\d+)?"),
    "double": re.compile(r"-?\d+(\.\d+)?(E-?\d+)?"),
    "timestamp": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
}


def query_complaints(operation, shape, body):
    """The Query protocol: <OperationResponse><OperationResult>…</OperationResult><ResponseMetadata>…"""
    root = ElementTree.fromstring(body)
    if tag(root) != f"{operation.name}Response":
        yield f"the root is {tag(root)}"
    wrapper = None if shape is None else shape.serialization.get("resultWrapper")
    expected = {"ResponseMetadata"} | ({wrapper} if wrapper else set())
    for child in root:
        if tag(child) not in expected:
            yield f"{tag(child)} stands below the root"
        elif tag(child) == wrapper:
            yield from xml_complaints(shape, child, "$")
    if not {"ResponseMetadata"} <= {tag(child) for child in root}:
        yield "ResponseMetadata is missing"
    if wrapper and wrapper not in {tag(child) for child in root}:
        yield f"{wrapper} is missing"


def document_complaints(operation, shape, body):
    """REST XML: the document is the payload, or contains the members that are not in headers."""
    if operation.has_streaming_output:
        return
    payload = None if shape is None else shape.serialization.get("payload")
    inside = [] if shape is None else [each for each in shape.members.values() if "location" not in each.serialization]
    if not inside or operation.http["method"] == "HEAD":
        if body.strip():
            yield f"the operation has no document, the answer is {body[:80]!r}"
        return
    root = ElementTree.fromstring(body)
    document = shape if payload is None else shape.members[payload]
    if tag(root) in document.members and not list(root):
        # For a single member, the document is the member itself.
        yield from xml_complaints(document.members[tag(root)], root, f"$.{tag(root)}") if root.text else ()
    else:
        yield from xml_complaints(document, root, "$")


def tag(element):
    return element.tag.rpartition("}")[2]


def xml_complaints(shape, element, path):
    if shape.type_name == "structure":
        members = {xml_name(name, member): name for name, member in shape.members.items()}
        present = set()
        for child in element:
            if tag(child) in members:
                name = members[tag(child)]
                present.add(name)
                member = shape.members[name]
                inner = member.member if member.type_name == "list" and flattened(member) else member
                yield from xml_complaints(inner, child, f"{path}.{tag(child)}")
            else:
                yield f"{path}.{tag(child)} is no member of {shape.name}"
        yield from missing(shape, present, path)
    elif shape.type_name == "list":
        wanted = shape.member.serialization.get("name", "member")
        for child in element:
            if tag(child) != wanted:
                yield f"{path} has an element {tag(child)}, not {wanted}"
            yield from xml_complaints(shape.member, child, f"{path}.{tag(child)}")
    elif shape.type_name == "map":
        for child in element:
            if tag(child) != "entry" or [tag(each) for each in child] != ["key", "value"]:
                yield f"{path} is no map of entries"
            else:
                yield from xml_complaints(shape.value, child[1], f"{path}.{child[0].text}")
    else:
        text = element.text or ""
        if shape.type_name in TEXTS and not TEXTS[shape.type_name].fullmatch(text):
            yield f"{path} is no {shape.type_name}: {text!r}"
        elif getattr(shape, "enum", None) and text not in shape.enum:
            yield f"{path} is {text}, which {shape.name} does not have"


def flattened(shape):
    return shape.serialization.get("flattened", False)


def xml_name(name, member):
    if member.type_name == "list" and flattened(member):
        return member.member.serialization.get("name", member.serialization.get("name", name))
    return member.serialization.get("name", name)
