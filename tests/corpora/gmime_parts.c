/*
 * What gmime finds in messages: a line each, and in it the type and the
 * SHA-256 of the bytes of every leaf, in order; a message within is gone into.
 * usage: gmime_parts < PATHS, a line each
 */

#include <fcntl.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

static void
show(GMimeObject *parent, GMimeObject *part, gpointer ctx)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	g_autofree char *mime = g_mime_content_type_get_mime_type(type);
	g_autofree char *digest = NULL;
	GMimeStream *stream;
	GByteArray *bytes;

	(void)parent;
	(void)ctx;
	if (GMIME_IS_MESSAGE_PART(part))
		g_mime_message_foreach(g_mime_message_part_get_message(
					   GMIME_MESSAGE_PART(part)),
		    show, NULL);
	if (!GMIME_IS_PART(part))
		return;
	stream = g_mime_stream_mem_new();
	if (g_mime_part_get_content(GMIME_PART(part)) != NULL)
		g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(
							GMIME_PART(part)),
		    stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes->data,
	    bytes->len);
	printf("%s %s\t", mime, digest);
	g_object_unref(stream);
}

static void
read_message(const char *path)
{
	GMimeStream *stream = g_mime_stream_fs_open(path, O_RDONLY, 0, NULL);
	GMimeParser *parser;
	GMimeMessage *message;

	if (stream == NULL)
		return;
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	if (message != NULL) {
		g_mime_message_foreach(message, show, NULL);
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
}

int
main(void)
{
	char line[4096];

	g_mime_init();
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		read_message(line);
		printf("\n");
	}
	g_mime_shutdown();
	return 0;
}
