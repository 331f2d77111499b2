/* The walker over DER (ITU-T X.690): the same answers as walk.py, sooner.
 *
 * Only what is plain is answered here. Whatever is not (a length of more than four octets, an element that is cut off, a tag that is not
 * the one expected, a time in an unusual form) goes to the function of walk.py that was bound for it, which reads it or says what is
 * wrong: there is one place for errors, and it is not this one.
 *
 * Nothing is read outside of the bytes object that the caller holds.
 */
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum {
    BOOLEAN = 0x01,
    OCTET_STRING = 0x04,
    OID = 0x06,
    UTC_TIME = 0x17,
    GENERALIZED_TIME = 0x18,
    CONSTRUCTED_OCTET_STRING = 0x24,
    SET = 0x31,
    CONSTRUCTED = 0x20,
    HIGH_TAG = 0x1F,
    MAX_CHILDREN = 100000,
    MAX_DEPTH = 64,
    MAX_OID_OCTETS = 32
};

/* ------------------------------------------------------------------ what is bound */

enum { ELEMENT, CHILDREN, OBJECTS, EXPECT, WHOLE, OID_TEXT, INTEGER, BIT_STRING, TIME, EXTENSIONS, CANONICAL, DATETIME, UTC, BOUND };

typedef struct {
    PyObject *bound[BOUND];
} State;

static PyObject *instead(PyObject *module, int which, PyObject *const *args, Py_ssize_t count)
{
    State *state = PyModule_GetState(module);
    PyObject *function = state ? state->bound[which] : NULL;
    if (!function) {
        PyErr_SetString(PyExc_RuntimeError, "nothing is bound");
        return NULL;
    }
    PyObject *tuple = PyTuple_New(count);
    if (!tuple)
        return NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_INCREF(args[i]);
        PyTuple_SetItem(tuple, i, args[i]);
    }
    PyObject *result = PyObject_CallObject(function, tuple);
    Py_DECREF(tuple);
    return result;
}

/* ------------------------------------------------------------------ elements */

typedef struct {
    uint8_t tag;
    Py_ssize_t start, body, stop;
} Element;

/* Whether a plain element stands at `at` and ends by `end`. */
static int read_element(const uint8_t *data, Py_ssize_t at, Py_ssize_t end, Element *found)
{
    if (end - at < 2 || (data[at] & HIGH_TAG) == HIGH_TAG)
        return 0;
    int64_t length = data[at + 1];
    Py_ssize_t body = at + 2;
    if (length >= 0x80) {
        int count = (int)(length & 0x7F);
        if (count < 1 || count > 4 || end - body < count)
            return 0;
        length = 0;
        for (int i = 0; i < count; i++)
            length = length << 8 | data[body + i];
        body += count;
    }
    if (length > (int64_t)(end - body))
        return 0;
    found->tag = data[at];
    found->start = at;
    found->body = body;
    found->stop = body + (Py_ssize_t)length;
    return 1;
}

static PyObject *numbers(const Py_ssize_t *values, Py_ssize_t count)
{
    PyObject *tuple = PyTuple_New(count);
    if (!tuple)
        return NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *number = PyLong_FromSsize_t(values[i]);
        if (!number) {
            Py_DECREF(tuple);
            return NULL;
        }
        PyTuple_SetItem(tuple, i, number);
    }
    return tuple;
}

static PyObject *as_tuple(const Element *element)
{
    Py_ssize_t values[4] = {element->tag, element->start, element->body, element->stop};
    return numbers(values, 4);
}

/* The bytes of args[0] and the positions in args[1] and args[2]; 0, without an exception, where they are not such. */
static int span(PyObject *const *args, const uint8_t **data, Py_ssize_t *at, Py_ssize_t *end)
{
    char *octets;
    Py_ssize_t size;
    if (!PyBytes_Check(args[0]) || PyBytes_AsStringAndSize(args[0], &octets, &size) < 0) {
        PyErr_Clear();
        return 0;
    }
    *at = PyLong_AsSsize_t(args[1]);
    *end = PyLong_AsSsize_t(args[2]);
    if (PyErr_Occurred()) {
        PyErr_Clear();
        return 0;
    }
    *data = (const uint8_t *)octets;
    return 0 <= *at && *at <= *end && *end <= size;
}

static PyObject *walker_element(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end;
    Element found;
    if (count != 3 || !span(args, &data, &at, &end) || !read_element(data, at, end, &found))
        return instead(module, ELEMENT, args, count);
    return as_tuple(&found);
}

static PyObject *walker_children(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end, many = 0;
    if (count != 3 || !span(args, &data, &at, &end))
        return instead(module, CHILDREN, args, count);
    PyObject *list = PyList_New(0);
    while (list && at < end) {
        Element found;
        if (++many > MAX_CHILDREN || !read_element(data, at, end, &found)) {
            Py_DECREF(list);
            return instead(module, CHILDREN, args, count);
        }
        PyObject *item = as_tuple(&found);
        if (!item || PyList_Append(list, item) < 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
        at = found.stop;
    }
    return list;
}

/* The elements as objects: what `make` gives for (data, tag, start, body, stop, end). */
static PyObject *walker_objects(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end, many = 0;
    if (count != 4 || !span(args, &data, &at, &end))
        return instead(module, OBJECTS, args, count);
    PyObject *list = PyList_New(0);
    while (list && at < end) {
        Element found;
        if (++many > MAX_CHILDREN || !read_element(data, at, end, &found)) {
            Py_DECREF(list);
            return instead(module, OBJECTS, args, count);
        }
        PyObject *values = Py_BuildValue("(Oinnnn)", args[0], (int)found.tag, found.start, found.body, found.stop, found.stop);
        PyObject *item = values ? PyObject_CallObject(args[3], values) : NULL;
        Py_XDECREF(values);
        if (!item || PyList_Append(list, item) < 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
        at = found.stop;
    }
    return list;
}

static PyObject *walker_expect(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end;
    Element found;
    if (count != 5 || !span(args, &data, &at, &end) || !read_element(data, at, end, &found)
        || PyLong_AsLong(args[3]) != found.tag) {
        PyErr_Clear();
        return instead(module, EXPECT, args, count);
    }
    return numbers(&found.body, 2);
}

static PyObject *walker_whole(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *octets;
    Py_ssize_t size;
    Element found;
    if (count != 3 || !PyBytes_Check(args[0]) || PyBytes_AsStringAndSize(args[0], &octets, &size) < 0
        || !read_element((const uint8_t *)octets, 0, size, &found) || found.stop != size
        || PyLong_AsLong(args[1]) != found.tag) {
        PyErr_Clear();
        return instead(module, WHOLE, args, count);
    }
    return numbers(&found.body, 2);
}

/* ------------------------------------------------------------------ values */

/* The dotted form of the contents octets from `at` to `end`; NULL, without an exception, where that is not plain. */
static PyObject *oid_text(const uint8_t *data, Py_ssize_t at, Py_ssize_t end)
{
    char text[MAX_OID_OCTETS * 20 + 24]; /* an arc has at most 20 digits and takes at least one octet */
    Py_ssize_t used = 0;
    if (at == end || end - at > MAX_OID_OCTETS || data[end - 1] & 0x80)
        return NULL;
    while (at < end) {
        uint64_t arc = 0;
        do {
            if (arc >> 56)
                return NULL;
            arc = arc << 7 | (data[at] & 0x7F);
        } while (data[at++] & 0x80);
        if (!used) {
            uint64_t root = arc / 40 < 2 ? arc / 40 : 2;
            text[used++] = (char)('0' + root);
            arc -= 40 * root;
        }
        char digits[20];
        int size = 0;
        do
            digits[size++] = (char)('0' + arc % 10);
        while (arc /= 10);
        text[used++] = '.';
        while (size)
            text[used++] = digits[--size];
    }
    return PyUnicode_FromStringAndSize(text, used);
}

static PyObject *walker_oid(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end;
    PyObject *text = count == 3 && span(args, &data, &at, &end) ? oid_text(data, at, end) : NULL;
    return text || PyErr_Occurred() ? text : instead(module, OID_TEXT, args, count);
}

/* One Extension as (identifier, critical, value); NULL, without an exception, where it is not plain. */
static PyObject *extension(const uint8_t *data, const Element *item)
{
    Element part;
    int critical = 0;
    if (!read_element(data, item->body, item->stop, &part) || part.tag != OID)
        return NULL;
    PyObject *identifier = oid_text(data, part.body, part.stop);
    if (!identifier)
        return NULL;
    int found = read_element(data, part.stop, item->stop, &part);
    if (found && part.tag == BOOLEAN && part.stop - part.body == 1) {
        critical = data[part.body] != 0;
        found = read_element(data, part.stop, item->stop, &part);
    }
    PyObject *tuple = NULL;
    if (found && part.tag == OCTET_STRING)
        tuple = Py_BuildValue("(OOy#)", identifier, critical ? Py_True : Py_False, (const char *)data + part.body,
                              part.stop - part.body);
    Py_DECREF(identifier);
    return tuple;
}

static PyObject *walker_extensions(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end, many = 0;
    if (count != 3 || !span(args, &data, &at, &end))
        return instead(module, EXTENSIONS, args, count);
    PyObject *list = PyList_New(0);
    while (list && at < end) {
        Element item;
        PyObject *tuple = ++many <= MAX_CHILDREN && read_element(data, at, end, &item) ? extension(data, &item) : NULL;
        if (!tuple && !PyErr_Occurred()) {
            Py_DECREF(list);
            return instead(module, EXTENSIONS, args, count);
        }
        if (!tuple || PyList_Append(list, tuple) < 0)
            Py_CLEAR(list);
        Py_XDECREF(tuple);
        at = item.stop;
    }
    return list;
}

static PyObject *walker_integer(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end;
    if (count != 3 || !span(args, &data, &at, &end) || at == end || end - at > 8)
        return instead(module, INTEGER, args, count);
    uint64_t value = data[at] & 0x80 ? UINT64_MAX : 0;
    while (at < end)
        value = value << 8 | data[at++];
    return PyLong_FromLongLong((int64_t)value);
}

static PyObject *walker_bit_string(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end;
    if (count != 3 || !span(args, &data, &at, &end) || at == end || data[at] > 7)
        return instead(module, BIT_STRING, args, count);
    return PyBytes_FromStringAndSize((const char *)data + at + 1, end - at - 1);
}

/* Two digits, or -1. */
static int two(const uint8_t *digits)
{
    if (digits[0] < '0' || digits[0] > '9' || digits[1] < '0' || digits[1] > '9')
        return -1;
    return 10 * (digits[0] - '0') + digits[1] - '0';
}

/* YYMMDDhhmmssZ or YYYYMMDDhhmmssZ, in UTC; the calendar is datetime's affair. */
static PyObject *walker_time(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end;
    int fields[6];
    State *state = PyModule_GetState(module);
    long tag = count == 4 ? PyLong_AsLong(args[0]) : -1;
    if (count != 4 || !state || !state->bound[DATETIME] || !span(args + 1, &data, &at, &end))
        goto other;
    int century;
    if (tag == UTC_TIME && end - at == 13)
        century = data[at] < '5' ? 20 : 19; /* RFC 5280 4.1.2.5.1 */
    else if (tag == GENERALIZED_TIME && end - at == 15) {
        century = two(data + at);
        at += 2;
    } else
        goto other;
    if (data[at + 12] != 'Z' || century < 0)
        goto other;
    for (int i = 0; i < 6; i++) {
        fields[i] = two(data + at + 2 * i);
        if (fields[i] < 0)
            goto other;
    }
    PyObject *values = Py_BuildValue("(iiiiiiiO)", 100 * century + fields[0], fields[1], fields[2], fields[3], fields[4],
                                     fields[5], 0, state->bound[UTC]);
    PyObject *moment = values ? PyObject_CallObject(state->bound[DATETIME], values) : NULL;
    Py_XDECREF(values);
    if (moment)
        return moment;
other:
    PyErr_Clear();
    return instead(module, TIME, args, count);
}

/* ------------------------------------------------------------------ distinguished encoding */

/* 1 where the elements from `at` to `end` are in DER as far as that can be known without their type, 0 where not, -1 where there are more
 * than `*left`. */
static int is_canonical(const uint8_t *data, Py_ssize_t at, Py_ssize_t end, int is_set, int depth, int64_t *left)
{
    const uint8_t *previous = NULL;
    Py_ssize_t previous_size = 0;
    while (at < end) {
        Element item;
        if (--*left < 0)
            return -1;
        if (depth > MAX_DEPTH || !read_element(data, at, end, &item) || item.tag == CONSTRUCTED_OCTET_STRING)
            return 0;
        Py_ssize_t size = item.stop - item.body, shortest = 2;
        for (Py_ssize_t rest = size < 0x80 ? 0 : size; rest; rest >>= 8)
            shortest++;
        if (item.body - item.start != shortest)
            return 0;
        if (item.tag & CONSTRUCTED) {
            int inside = is_canonical(data, item.body, item.stop, item.tag == SET, depth + 1, left);
            if (inside != 1)
                return inside;
        } else if (item.tag == BOOLEAN && (size != 1 || (data[item.body] != 0x00 && data[item.body] != 0xFF)))
            return 0;
        if (is_set) {
            Py_ssize_t own = item.stop - item.start, shared = own < previous_size ? own : previous_size;
            int order = previous ? memcmp(data + item.start, previous, (size_t)shared) : 1;
            if (order < 0 || (order == 0 && own < previous_size))
                return 0;
            previous = data + item.start;
            previous_size = own;
        }
        at = item.stop;
    }
    return 1;
}

static PyObject *walker_canonical(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const uint8_t *data;
    Py_ssize_t at, end;
    if (count != 5 || !span(args, &data, &at, &end))
        return instead(module, CANONICAL, args, count);
    int is_set = PyObject_IsTrue(args[3]);
    int64_t left = PyLong_AsLongLong(args[4]);
    int answer = is_set < 0 || PyErr_Occurred() ? -1 : is_canonical(data, at, end, is_set, 0, &left);
    if (answer < 0) {
        PyErr_Clear();
        return instead(module, CANONICAL, args, count);
    }
    return PyBool_FromLong(answer);
}

/* ------------------------------------------------------------------ module */

static PyObject *walker_bind(PyObject *module, PyObject *args)
{
    State *state = PyModule_GetState(module);
    if (!state || PyTuple_Size(args) != BOUND) {
        PyErr_SetString(PyExc_TypeError, "bind takes what walk.py has, and datetime and UTC");
        return NULL;
    }
    for (int i = 0; i < BOUND; i++) {
        PyObject *old = state->bound[i];
        state->bound[i] = PyTuple_GetItem(args, i);
        Py_INCREF(state->bound[i]);
        Py_XDECREF(old);
    }
    Py_RETURN_NONE;
}

static PyMethodDef METHODS[] = {
    {"element", (PyCFunction)(void (*)(void))walker_element, METH_FASTCALL, NULL},
    {"children", (PyCFunction)(void (*)(void))walker_children, METH_FASTCALL, NULL},
    {"objects", (PyCFunction)(void (*)(void))walker_objects, METH_FASTCALL, NULL},
    {"expect", (PyCFunction)(void (*)(void))walker_expect, METH_FASTCALL, NULL},
    {"whole", (PyCFunction)(void (*)(void))walker_whole, METH_FASTCALL, NULL},
    {"oid", (PyCFunction)(void (*)(void))walker_oid, METH_FASTCALL, NULL},
    {"integer", (PyCFunction)(void (*)(void))walker_integer, METH_FASTCALL, NULL},
    {"bit_string", (PyCFunction)(void (*)(void))walker_bit_string, METH_FASTCALL, NULL},
    {"time", (PyCFunction)(void (*)(void))walker_time, METH_FASTCALL, NULL},
    {"extensions", (PyCFunction)(void (*)(void))walker_extensions, METH_FASTCALL, NULL},
    {"canonical", (PyCFunction)(void (*)(void))walker_canonical, METH_FASTCALL, NULL},
    {"bind", walker_bind, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int walker_traverse(PyObject *module, visitproc visit, void *arg)
{
    State *state = PyModule_GetState(module);
    for (int i = 0; state && i < BOUND; i++)
        Py_VISIT(state->bound[i]);
    return 0;
}

static int walker_clear(PyObject *module)
{
    State *state = PyModule_GetState(module);
    for (int i = 0; state && i < BOUND; i++)
        Py_CLEAR(state->bound[i]);
    return 0;
}

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "_walker", NULL, sizeof(State), METHODS, NULL, walker_traverse, walker_clear, NULL,
};

PyMODINIT_FUNC PyInit__walker(void)
{
    return PyModuleDef_Init(&MODULE);
}
