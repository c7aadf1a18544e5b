using System.Globalization;
using System.Xml.Linq;
using Palladium.Records;

namespace Palladium.Standards.Atom;

/// <summary>
/// Reads a feed of CAP alerts: Atom (RFC 4287), with CAP inline, linked, or both; and RSS 2.0 with links. It reads what it
/// needs for finding alerts and is lenient about the rest, because the alert itself is judged by its own reader.
/// No exception leaves it.
/// </summary>
/// <remarks>Rules: <c>atom.root</c>, <c>atom.id.missing</c>, <c>atom.link.form</c>, <c>atom.count</c>, and those of XML.</remarks>
public static class AtomReader
{
    /// <summary>Larger feeds are refused, in bytes.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>More entries are refused.</summary>
    public const int MaxEntries = 5_000;

    private const string CapSpace = "urn:oasis:names:tc:emergency:cap:";

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    /// <summary>Reads a feed.</summary>
    /// <param name="document">The XML.</param>
    /// <param name="address">Where it came from; relative links are resolved against it.</param>
    public static Outcome<AtomFeed> Read(ReadOnlyMemory<byte> document, Uri? address = null)
    {
        if (!SafeXml.Parse(document, MaxBytes, "atom").Accepted(out var root, out var refusal))
        {
            return refusal;
        }

        var atom = root.Name == Atom + "feed";
        var feed = atom ? root : root.Name == "rss" ? root.Element("channel") : null;
        if (feed is null)
        {
            return new Refusal("/", "atom.root", "The document is neither an Atom feed nor RSS 2.0.");
        }

        var items = feed.Elements(atom ? Atom + "entry" : "item").ToList();
        if (items.Count > MaxEntries)
        {
            return new Refusal("/", "atom.count", $"A feed may have {MaxEntries} entries.");
        }

        var entries = new List<AtomEntry>(items.Count);
        foreach (var item in items)
        {
            var path = atom ? $"/feed/entry[{entries.Count + 1}]" : $"/rss/channel/item[{entries.Count + 1}]";
            if (!(atom ? AtomEntryOf(item, path, address) : RssItem(item, path, address)).Accepted(out var entry, out refusal))
            {
                return refusal;
            }

            entries.Add(entry);
        }

        return atom
            ? new AtomFeed(Text(feed, Atom + "id"), Text(feed, Atom + "title"), Time(feed, Atom + "updated"), entries)
            {
                Author = feed.Element(Atom + "author") is { } author ? Text(author, Atom + "name") : "",
            }
            : new AtomFeed(Text(feed, "link"), Text(feed, "title"), Time(feed, "lastBuildDate"), entries);
    }

    private static Outcome<AtomEntry> AtomEntryOf(XElement entry, string path, Uri? address)
    {
        var links = entry.Elements(Atom + "link").Where(l => (string?)l.Attribute("rel") is null or "alternate" or "enclosure").ToList();
        var link = links.Find(l => (string?)l.Attribute("type") == "application/cap+xml")
            ?? links.Find(l => ((string?)l.Attribute("type"))?.Contains("xml", StringComparison.Ordinal) == true)
            ?? links.FirstOrDefault();
        var inline = entry.Element(Atom + "content")?.Elements().FirstOrDefault(IsAlert);
        return Entry(
            Text(entry, Atom + "id"), Text(entry, Atom + "title"), Time(entry, Atom + "updated"),
            (string?)link?.Attribute("href"), path, address, Text(entry, Atom + "summary"), inline);
    }

    private static Outcome<AtomEntry> RssItem(XElement item, string path, Uri? address)
    {
        var link = Text(item, "link") is { Length: > 0 } plain ? plain : (string?)item.Element("enclosure")?.Attribute("url");
        var id = Text(item, "guid") is { Length: > 0 } guid ? guid : link ?? "";
        return Entry(
            id, Text(item, "title"), Time(item, "pubDate"), link, path, address, Text(item, "description"),
            item.Elements().FirstOrDefault(IsAlert));
    }

    private static Outcome<AtomEntry> Entry(
        string id, string title, DateTimeOffset updated, string? link, string path, Uri? address, string summary, XElement? inline)
    {
        if (id.Length == 0)
        {
            return new Refusal($"{path}/id", "atom.id.missing", "An entry without id cannot be told from others.");
        }

        Uri? target = null;
        if (!string.IsNullOrWhiteSpace(link)
            && !(address is null ? Uri.TryCreate(link.Trim(), UriKind.RelativeOrAbsolute, out target) : Uri.TryCreate(address, link.Trim(), out target)))
        {
            return new Refusal($"{path}/link", "atom.link.form", "The link is not a URI.");
        }

        return new AtomEntry(id, title, updated)
        {
            Link = target,
            Summary = summary.Length == 0 ? null : summary,
            Inline = inline is null ? null : (ReadOnlyMemory<byte>?)System.Text.Encoding.UTF8.GetBytes(inline.ToString(SaveOptions.DisableFormatting)),
        };
    }

    private static bool IsAlert(XElement element) =>
        element.Name.LocalName == "alert" && element.Name.NamespaceName.StartsWith(CapSpace, StringComparison.Ordinal);

    private static string Text(XElement parent, XName name) => parent.Element(name)?.Value.Trim() ?? "";

    // A feed's own dates are hints for people; the alert's sent time counts. What cannot be read is the minimum.
    private static DateTimeOffset Time(XElement parent, XName name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : DateTimeOffset.MinValue;
}
