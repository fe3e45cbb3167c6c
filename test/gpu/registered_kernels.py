"""Prints, as JSON, the kernels that a TensorFlow library has for GPUs, which it tells also where there is none.

Each has the operation, the element types that it takes by attribute (as TensorFlow numbers them), and which of its inputs
and outputs stay in the processor's memory. The library's answer is a KernelList (tensorflow/core/framework/kernel_def.proto).
"""

import ctypes
import json
import sys


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t), ("deallocator", ctypes.c_void_p)]


def varint(message, at):
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def fields(message):
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = varint(message, at)
        elif wire == 2:
            length, at = varint(message, at)
            value, at = message[at : at + length], at + length
        else:
            sys.exit(f"a field of a kind that a KernelList does not have: {wire}")
        yield number, value


def of(message, number):
    return [value for field, value in fields(message) if field == number]


def varints(packed):
    values, at = [], 0
    while at < len(packed):
        value, at = varint(packed, at)
        values.append(value)
    return values


def types(constraint):
    lists = [listed for value in of(constraint, 2) for listed in of(value, 1)]
    found = [entry for listed in lists for entry in of(listed, 6)]
    return [type for entry in found for type in ([entry] if isinstance(entry, int) else varints(entry))]


library = ctypes.CDLL(sys.argv[1])
library.TF_NewStatus.restype = ctypes.c_void_p
library.TF_GetAllRegisteredKernels.restype = ctypes.POINTER(Buffer)
library.TF_GetAllRegisteredKernels.argtypes = [ctypes.c_void_p]
answer = library.TF_GetAllRegisteredKernels(library.TF_NewStatus()).contents
kernels = [
    {
        "op": of(kernel, 1)[0].decode(),
        "types": {of(constraint, 1)[0].decode(): types(constraint) for constraint in of(kernel, 3)},
        "onHost": [name.decode() for name in of(kernel, 4)],
    }
    for kernel in of(ctypes.string_at(answer.data, answer.length), 1)
    if of(kernel, 2)[0] in (b"GPU", b"DEFAULT")
]
json.dump(kernels, sys.stdout)
