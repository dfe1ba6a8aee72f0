/*
 * What an attachment says of itself. Knows which method goes with which kind
 * of data (K13); a path that it names it never follows.
 */

/* Floor 4. */
#include "contents.h"
#include "stream.h"

#define SIZE   0x0e20
#define DATA   0x3701
#define METHOD 0x3705

/* PidTagAttachMethod, [MS-OXCMSG] 2.2.2.9. */
enum method {
	METHOD_NONE = 0,
	METHOD_VALUE = 1,
	METHOD_EMBEDDED = 5,
	METHOD_OLE = 6,
	METHOD_WEB = 7, /* and 2 to 4: its bytes lie elsewhere */
};

/* An int32, or none: then it is what is given. */
static int
read_number(struct pst_props *props, uint16_t id, uint64_t *number,
    struct ambit_err *err_r)
{
	struct pst_value value;
	int rc = pst_props_find(props, id, &value, err_r);

	if (rc == 1 && value.found && value.type == PST_INT32)
		*number = value.number;
	return rc;
}

/* 0E20 counts what is attached, and more. */
static int
check_size(struct pst_props *props, const struct pst_value *data,
    struct pst_attached *attached, struct ambit_err *err_r)
{
	uint64_t size = UINT64_MAX;
	struct pst_run run;
	int rc = read_number(props, SIZE, &size, err_r);

	if (rc != 1)
		return rc;
	rc = pst_run_find(&props->holder, data, &run, err_r);
	attached->no_data = rc == 0 && run.missing;
	if (attached->no_data || (rc == 1 && run.len > size))
		attached->flaws |= AMBIT_FLAW_ATTACHMENTS;
	return attached->no_data ? 1 : rc;
}

static int
find_message(struct pst_props *props, const struct pst_value *data,
    struct pst_attached *attached, struct ambit_err *err_r)
{
	int rc = 1;

	attached->no_data = true;
	if ((data->nid & 0x1f) == PST_NID_MESSAGE)
		rc = pst_sub_find(props->holder.heap.file, props->holder.sub,
		    data->nid, &attached->message, err_r);
	if (attached->message.nid == 0)
		attached->flaws |= AMBIT_FLAW_ATTACHMENTS;
	return rc;
}

/* Of which type 3701 must be; false: of none. */
static bool
fits(uint64_t method, const struct pst_value *data)
{
	switch (method) {
	case METHOD_NONE:
		return false;
	case METHOD_VALUE:
		return data->found && data->type == PST_BINARY;
	case METHOD_EMBEDDED:
	case METHOD_OLE:
		return data->found && data->type == PST_OBJECT;
	default:
		return method <= METHOD_WEB && !data->found;
	}
}

static bool
is_elsewhere(uint64_t method)
{
	return (method > METHOD_VALUE && method < METHOD_EMBEDDED) ||
	    method == METHOD_WEB;
}

int
pst_attachment_read(struct pst_props *props, struct pst_attached *attached_r,
    struct ambit_err *err_r)
{
	uint64_t method = METHOD_NONE;
	struct pst_value data;
	int rc = read_number(props, METHOD, &method, err_r);

	*attached_r = (struct pst_attached){ 0 };
	if (rc == 1)
		rc = pst_props_find(props, DATA, &data, err_r);
	if (rc != 1)
		return rc;
	if (!fits(method, &data))
		attached_r->flaws |= AMBIT_FLAW_ATTACHMENTS;
	if (is_elsewhere(method))
		attached_r->flaws |= AMBIT_FLAW_REFERENCE;
	if (method == METHOD_EMBEDDED && data.type == PST_OBJECT)
		return find_message(props, &data, attached_r, err_r);
	if (data.type == PST_BINARY || data.type == PST_OBJECT)
		rc = check_size(props, &data, attached_r, err_r);
	return rc;
}
