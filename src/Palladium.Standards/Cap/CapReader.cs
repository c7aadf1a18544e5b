using System.Xml.Linq;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Standards.Cap;

/// <summary>
/// Reads CAP 1.2. It accepts nothing that the OASIS schema refuses, and beyond the schema it holds the document to the
/// prose of clauses 3.2 and 3.3 where breaking it would make the alert mean something else or nothing. It does not
/// verify an XML signature; it lets one stand. No exception leaves it.
/// </summary>
public static class CapReader
{
    /// <summary>Larger documents are refused unread, in bytes. Embedded resources are the only reason to be large.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Reads one document.</summary>
    /// <param name="document">The XML, in any encoding that it declares.</param>
    /// <returns>
    /// The alert, or a refusal whose field is the path of the element (<c>/alert/info[1]/severity</c>) and whose rule is
    /// <c>cap.&lt;element&gt;.missing</c>, <c>.unknown</c>, <c>.format</c>, <c>.unexpected</c>, or one of
    /// <c>cap.too-large</c>, <c>cap.xml.malformed</c>, <c>cap.xml.dtd</c>, <c>cap.xml.too-deep</c>, <c>cap.version</c>,
    /// <c>cap.namespace</c>, <c>cap.root</c>.
    /// </returns>
    public static Outcome<CapAlert> Read(ReadOnlyMemory<byte> document) =>
        SafeXml.Parse(document, MaxBytes, "cap").Accepted(out var root, out var refusal) ? Read(root) : refusal;

    private static Outcome<CapAlert> Read(XElement root)
    {
        if (root.Name.LocalName != "alert")
        {
            return new Refusal("/", "cap.root", "The document is not a CAP alert.");
        }

        var space = root.Name.NamespaceName;
        if (space is "urn:oasis:names:tc:emergency:cap:1.1" or "http://www.incident.com/cap/1.0")
        {
            return new Refusal("/alert", "cap.version", $"This is CAP 1.{(space[^1] == '1' ? 1 : 0)}; only CAP 1.2 is read.");
        }

        if (root.Name.Namespace != CapNames.Cap12)
        {
            return new Refusal("/alert", "cap.namespace", $"The namespace must be {CapNames.Cap12}.");
        }

        var fault = new CapFault();
        var alert = ReadAlert(new CapCursor(root, "/alert", fault), fault);
        return fault.Refusal is { } refusal ? refusal : alert;
    }

    private static CapAlert ReadAlert(CapCursor at, CapFault fault)
    {
        var values = new CapValues(at, fault);
        var alert = new CapAlert(
            values.Name("identifier"), values.Name("sender"), values.RequiredTime("sent"), values.Code<CapStatus>("status"),
            values.Code<CapMessageType>("msgType"), default)
        {
            Source = at.Optional("source"),
            Scope = values.Code<CapScope>("scope"),
            Restriction = at.Optional("restriction"),
            Addresses = CapText.Words(at.Optional("addresses") ?? ""),
            Codes = [.. at.Texts("code").Select(c => c.Text)],
            Note = at.Optional("note"),
            References = values.References(),
            Incidents = CapText.Words(at.Optional("incidents") ?? ""),
            Infos = [.. at.Elements("info").Select(i => ReadInfo(new CapCursor(i.Element, i.Path, fault), fault))],
        };
        at.End(CapNames.Signature);
        if (alert is { Scope: CapScope.Private, Addresses.Count: 0 })
        {
            fault.Set(at.PathOf("addresses"), "cap.addresses.missing", "addresses is required when the scope is Private.");
        }

        return alert;
    }

    private static CapInfo ReadInfo(CapCursor at, CapFault fault)
    {
        var values = new CapValues(at, fault);
        var language = values.Language();
        var categories = values.Codes<CapCategory>("category");
        if (categories.Count == 0)
        {
            at.Required("category");
        }

        var name = values.Said("event");
        var responses = values.Codes<CapResponseType>("responseType");
        var info = new CapInfo(
            categories, name, values.Code<CapUrgency>("urgency"), values.Code<CapSeverity>("severity"),
            values.Code<CapCertainty>("certainty"))
        {
            Language = language,
            ResponseTypes = responses,
            Audience = at.Optional("audience"),
            EventCodes = Named(at, "eventCode", fault),
            Effective = values.Time("effective"),
            Onset = values.Time("onset"),
            Expires = values.Time("expires"),
            SenderName = at.Optional("senderName"),
            Headline = at.Optional("headline"),
            Description = at.Optional("description"),
            Instruction = at.Optional("instruction"),
            Web = values.Link("web"),
            Contact = at.Optional("contact"),
            Parameters = Named(at, "parameter", fault),
            Resources = [.. at.Elements("resource").Select(r => ReadResource(new CapCursor(r.Element, r.Path, fault), fault))],
            Areas = [.. at.Elements("area").Select(a => ReadArea(new CapCursor(a.Element, a.Path, fault), fault))],
        };
        at.End();
        return info;
    }

    private static CapResource ReadResource(CapCursor at, CapFault fault)
    {
        var values = new CapValues(at, fault);
        var resource = new CapResource(at.Required("resourceDesc"), at.Required("mimeType"))
        {
            Size = values.Size(),
            Uri = values.Link("uri"),
            DerefUri = at.Optional("derefUri"),
            Digest = at.Optional("digest"),
        };
        at.End();
        return resource;
    }

    private static CapArea ReadArea(CapCursor at, CapFault fault)
    {
        var values = new CapValues(at, fault);
        var area = new CapArea(at.Required("areaDesc"))
        {
            Polygons = Shapes<IReadOnlyList<GeoPoint>>(
                at, "polygon", fault, CapText.TryRing, "latitude,longitude pairs, at least four, the last the same as the first"),
            Circles = Shapes<CapCircle>(at, "circle", fault, CapText.TryCircle, "latitude,longitude and a radius in kilometres"),
            Geocodes = Named(at, "geocode", fault),
            Altitude = values.Number("altitude"),
            Ceiling = values.Number("ceiling"),
        };
        at.End();
        if (area is { Ceiling: not null, Altitude: null })
        {
            fault.Set(at.PathOf("ceiling"), "cap.ceiling.alone", "ceiling may only stand together with altitude.");
        }

        return area;
    }

    private static List<CapNamedValue> Named(CapCursor at, string name, CapFault fault)
    {
        var found = new List<CapNamedValue>();
        foreach (var (element, path) in at.Elements(name))
        {
            var inner = new CapCursor(element, path, fault);
            found.Add(new CapNamedValue(inner.Required("valueName"), inner.Required("value")));
            inner.End();
        }

        return found;
    }

    private delegate bool Shape<T>(string text, out T shape);

    private static List<T> Shapes<T>(CapCursor at, string name, CapFault fault, Shape<T> read, string form)
    {
        var found = new List<T>();
        foreach (var (text, path) in at.Texts(name))
        {
            // An empty shape adds nothing to the union that an area is; real senders leave such elements behind.
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (!read(text, out var shape))
            {
                fault.Set(path, $"cap.{name}.format", $"A {name} is {form}.");
            }

            found.Add(shape);
        }

        return found;
    }
}
