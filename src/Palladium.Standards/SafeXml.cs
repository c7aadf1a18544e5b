using System.Xml;
using System.Xml.Linq;
using Palladium.Records;

namespace Palladium.Standards;

/// <summary>
/// Opens XML from outside. No document type is allowed, so there are no entities to expand and nothing is ever
/// fetched; the size and the depth have limits.
/// </summary>
internal static class SafeXml
{
    /// <summary>Deeper than any document of the standards read here, shallow enough for recursive consumers.</summary>
    private const int MaxDepth = 64;

    /// <summary>Parses a whole document.</summary>
    /// <param name="bytes">The document; its encoding is taken from its mark or declaration.</param>
    /// <param name="maxBytes">More than this is refused unread.</param>
    /// <param name="standard">Prefix of the rule identifiers, such as <c>cap</c>.</param>
    public static Outcome<XElement> Parse(ReadOnlyMemory<byte> bytes, int maxBytes, string standard)
    {
        if (bytes.Length > maxBytes)
        {
            return new Refusal("/", $"{standard}.too-large", $"The document has {bytes.Length} bytes; at most {maxBytes} are read.");
        }

        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = maxBytes,
            MaxCharactersFromEntities = 0,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            if (DepthOf(bytes, settings) > MaxDepth)
            {
                return new Refusal("/", $"{standard}.xml.too-deep", $"Elements are nested deeper than {MaxDepth}.");
            }

            using var reader = XmlReader.Create(StreamOf(bytes), settings);
            return XElement.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (Exception e) when (e is XmlException or NotSupportedException)
        {
            // NotSupportedException: a declared encoding that the platform has switched off (UTF-7).
            return bytes.Span.IndexOf("<!DOCTYPE"u8) >= 0
                ? new Refusal("/", $"{standard}.xml.dtd", "A document type declaration is not allowed.")
                : new Refusal("/", $"{standard}.xml.malformed", Position(e));
        }
    }

    private static int DepthOf(ReadOnlyMemory<byte> bytes, XmlReaderSettings settings)
    {
        using var reader = XmlReader.Create(StreamOf(bytes), settings);
        var depth = 0;
        while (depth <= MaxDepth && reader.Read())
        {
            depth = Math.Max(depth, reader.Depth);
        }

        return depth;
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    // The parser's own message may quote the document, which may hold protected data: only the place is told.
    private static string Position(Exception e) => e is XmlException { LineNumber: > 0 } x
        ? $"It is not well-formed XML (line {x.LineNumber}, column {x.LinePosition})."
        : "It is not well-formed XML.";
}
