using System.Globalization;
using System.Text;
using System.Xml;
using Palladium.Records;

namespace Palladium.Standards.Atom;

/// <summary>Writes an Atom feed whose entries link to CAP documents, carry them inline, or both.</summary>
public static class AtomWriter
{
    /// <summary>The media type of the feed.</summary>
    public const string MediaType = "application/atom+xml";

    private const string Cap = "application/cap+xml";

    private const string Atom = "http://www.w3.org/2005/Atom";

    /// <summary>Writes the feed in UTF-8.</summary>
    /// <returns>The feed, or a refusal where an inline document is not XML or an id is empty.</returns>
    public static Outcome<byte[]> Write(AtomFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize }))
        {
            xml.WriteStartElement("feed", Atom);
            Text(xml, "id", feed.Id);
            Text(xml, "title", feed.Title);
            Text(xml, "updated", Time(feed.Updated));
            xml.WriteStartElement("author", Atom);
            Text(xml, "name", feed.Author);
            xml.WriteEndElement();
            Link(xml, "self", MediaType, feed.Self);
            for (var i = 0; i < feed.Entries.Count; i++)
            {
                if (Entry(xml, feed.Entries[i], $"/feed/entry[{i + 1}]") is { } refusal)
                {
                    return refusal;
                }
            }

            xml.WriteEndElement();
        }

        return string.IsNullOrWhiteSpace(feed.Id) ? new Refusal("/feed/id", "atom.id.missing", "id is required.") : stream.ToArray();
    }

    private static Refusal? Entry(XmlWriter xml, AtomEntry entry, string path)
    {
        if (string.IsNullOrWhiteSpace(entry.Id))
        {
            return new Refusal($"{path}/id", "atom.id.missing", "id is required.");
        }

        xml.WriteStartElement("entry", Atom);
        Text(xml, "id", entry.Id);
        Text(xml, "title", entry.Title);
        Text(xml, "updated", Time(entry.Updated));
        Link(xml, "alternate", Cap, entry.Link);
        if (!string.IsNullOrEmpty(entry.Summary))
        {
            Text(xml, "summary", entry.Summary);
        }

        if (entry.Inline is { } inline)
        {
            if (!SafeXml.Parse(inline, AtomReader.MaxBytes, "atom.content").Accepted(out var content, out var refusal))
            {
                return refusal with { Field = $"{path}/content" };
            }

            xml.WriteStartElement("content", Atom);
            xml.WriteAttributeString("type", Cap);
            content.WriteTo(xml);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        return null;
    }

    private static void Link(XmlWriter xml, string relation, string type, Uri? target)
    {
        if (target is not null)
        {
            xml.WriteStartElement("link", Atom);
            xml.WriteAttributeString("rel", relation);
            xml.WriteAttributeString("type", type);
            xml.WriteAttributeString("href", target.OriginalString);
            xml.WriteEndElement();
        }
    }

    private static void Text(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, SafeXmlText.Clean(text));

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
