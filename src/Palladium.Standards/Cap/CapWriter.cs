using System.Globalization;
using System.Text;
using System.Xml;
using Palladium.Records;

namespace Palladium.Standards.Cap;

/// <summary>
/// Writes CAP 1.2 in UTF-8. What it writes is valid against the OASIS schema and is read back by
/// <see cref="CapReader"/> as the same alert, to the second.
/// </summary>
public static class CapWriter
{
    /// <summary>The media type of the document (OASIS registration).</summary>
    public const string MediaType = "application/cap+xml";

    /// <summary>Writes one alert.</summary>
    /// <returns>
    /// The document; or the refusal that <see cref="CapReader"/> would give of it, because an alert that others must
    /// refuse is not sent. Control characters that XML cannot carry are replaced by U+FFFD.
    /// </returns>
    public static Outcome<byte[]> Write(CapAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Entitize,
        }))
        {
            new CapPen(xml).Alert(alert);
        }

        var document = stream.ToArray();
        return CapReader.Read(document).Refusal is { } refusal ? refusal : document;
    }
}

/// <summary>Writes the elements in the order of the schema.</summary>
internal sealed class CapPen(XmlWriter xml)
{
    public void Alert(CapAlert alert)
    {
        xml.WriteStartElement("alert", CapNames.Cap12.NamespaceName);
        Text("identifier", alert.Identifier);
        Text("sender", alert.Sender);
        Text("sent", CapText.Time(alert.Sent));
        Text("status", alert.Status.ToString());
        Text("msgType", alert.MessageType.ToString());
        Optional("source", alert.Source);
        Text("scope", alert.Scope.ToString());
        Optional("restriction", alert.Restriction);
        Optional("addresses", CapText.Join(alert.Addresses));
        Each("code", alert.Codes);
        Optional("note", alert.Note);
        Optional("references", string.Join(' ', alert.References.Select(r => $"{r.Sender},{r.Identifier},{CapText.Time(r.Sent)}")));
        Optional("incidents", CapText.Join(alert.Incidents));
        foreach (var info in alert.Infos)
        {
            Info(info);
        }

        xml.WriteEndElement();
    }

    private void Info(CapInfo info)
    {
        Start("info");
        Text("language", info.Language);
        Each("category", info.Categories.Select(c => c.ToString()));
        Text("event", info.Event);
        Each("responseType", info.ResponseTypes.Select(r => r.ToString()));
        Text("urgency", info.Urgency.ToString());
        Text("severity", info.Severity.ToString());
        Text("certainty", info.Certainty.ToString());
        Optional("audience", info.Audience);
        Named("eventCode", info.EventCodes);
        Time("effective", info.Effective);
        Time("onset", info.Onset);
        Time("expires", info.Expires);
        Optional("senderName", info.SenderName);
        Optional("headline", info.Headline);
        Optional("description", info.Description);
        Optional("instruction", info.Instruction);
        Optional("web", info.Web);
        Optional("contact", info.Contact);
        Named("parameter", info.Parameters);
        foreach (var resource in info.Resources)
        {
            Resource(resource);
        }

        foreach (var area in info.Areas)
        {
            Area(area);
        }

        xml.WriteEndElement();
    }

    private void Resource(CapResource resource)
    {
        Start("resource");
        Text("resourceDesc", resource.Description);
        Text("mimeType", resource.MimeType);
        Optional("size", resource.Size?.ToString(CultureInfo.InvariantCulture));
        Optional("uri", resource.Uri);
        Optional("derefUri", resource.DerefUri);
        Optional("digest", resource.Digest);
        xml.WriteEndElement();
    }

    private void Area(CapArea area)
    {
        Start("area");
        Text("areaDesc", area.Description);
        Each("polygon", area.Polygons.Select(ring => string.Join(' ', ring.Select(CapText.Point))));
        Each("circle", area.Circles.Select(c => $"{CapText.Point(c.Center)} {CapText.Number(c.RadiusKilometres)}"));
        Named("geocode", area.Geocodes);
        Optional("altitude", area.Altitude?.ToString(CultureInfo.InvariantCulture));
        Optional("ceiling", area.Ceiling?.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private void Named(string name, IEnumerable<CapNamedValue> values)
    {
        foreach (var value in values)
        {
            Start(name);
            Text("valueName", value.Name);
            Text("value", value.Value);
            xml.WriteEndElement();
        }
    }

    private void Each(string name, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Text(name, text);
        }
    }

    private void Time(string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            Text(name, CapText.Time(known));
        }
    }

    private void Optional(string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Text(name, text);
        }
    }

    private void Start(string name) => xml.WriteStartElement(name, CapNames.Cap12.NamespaceName);

    private void Text(string name, string text) =>
        xml.WriteElementString(name, CapNames.Cap12.NamespaceName, SafeXmlText.Clean(text));
}
