#ifndef AMBIT_REBUILD_CHARSET_H
#define AMBIT_REBUILD_CHARSET_H

#include <stdint.h>

/* The Content-Type of HTML whose bytes are in that code page. */
const char *rebuild_html_type(uint32_t page);

#endif
