# Writes a C file with the bytes of a file in it, as an array and a function
# that lends it:
#	cmake -DIN=order.xsd -DOUT=order_schema.c -DNAME=ambit_order_schema
#	    -DHEADER=ambit/parse.h -P embed.cmake
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
get_filename_component(from "${IN}" NAME)
file(WRITE "${OUT}"
"/* Made from ${from}. */
#include \"${HEADER}\"

static const unsigned char bytes[] = {
${bytes}
};

struct ambit_span
${NAME}(void)
{
	return (struct ambit_span){ bytes, sizeof(bytes) };
}
")
