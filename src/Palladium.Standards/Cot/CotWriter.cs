using System.Globalization;
using System.Text;
using System.Xml;
using Palladium.Records;

namespace Palladium.Standards.Cot;

/// <summary>Writes Cursor-on-Target events in UTF-8, one line each without XML declaration, ready for a stream.</summary>
public static class CotWriter
{
    /// <summary>Writes one event; times to the millisecond.</summary>
    /// <returns>The event, or the refusal that <see cref="CotReader"/> would give of it.</returns>
    public static Outcome<byte[]> Write(CotEvent position)
    {
        ArgumentNullException.ThrowIfNull(position);
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            OmitXmlDeclaration = true,
            NewLineHandling = NewLineHandling.Entitize,
        }))
        {
            Write(xml, position);
        }

        var document = stream.ToArray();
        return CotReader.Read(document).Refusal is { } refusal ? refusal : document;
    }

    private static void Write(XmlWriter xml, CotEvent position)
    {
        xml.WriteStartElement("event");
        Attribute(xml, "version", "2.0");
        Attribute(xml, "uid", position.Uid);
        Attribute(xml, "type", position.Type);
        Attribute(xml, "how", position.How);
        Attribute(xml, "time", Time(position.Time));
        Attribute(xml, "start", Time(position.Start));
        Attribute(xml, "stale", Time(position.Stale));
        xml.WriteStartElement("point");
        Attribute(xml, "lat", Number(position.Place.Latitude));
        Attribute(xml, "lon", Number(position.Place.Longitude));
        Attribute(xml, "hae", Number(position.Height ?? CotReader.NotKnown));
        Attribute(xml, "ce", Number(position.CircularError ?? CotReader.NotKnown));
        Attribute(xml, "le", Number(position.LinearError ?? CotReader.NotKnown));
        xml.WriteEndElement();
        xml.WriteStartElement("detail");
        if (!string.IsNullOrEmpty(position.Callsign))
        {
            xml.WriteStartElement("contact");
            Attribute(xml, "callsign", position.Callsign);
            xml.WriteEndElement();
        }

        Track(xml, position);
        if (position.Feed is { } feed)
        {
            xml.WriteStartElement("palladium");
            Attribute(xml, "feed", feed.ToString().ToLowerInvariant());
            xml.WriteEndElement();
        }

        if (!string.IsNullOrEmpty(position.Remarks))
        {
            xml.WriteElementString("remarks", SafeXmlText.Clean(position.Remarks));
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Track(XmlWriter xml, CotEvent position)
    {
        if (position.Course is null && position.Speed is null)
        {
            return;
        }

        xml.WriteStartElement("track");
        if (position.Course is { } course)
        {
            Attribute(xml, "course", Number(course));
        }

        if (position.Speed is { } speed)
        {
            Attribute(xml, "speed", Number(speed));
        }

        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, SafeXmlText.Clean(value));

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
