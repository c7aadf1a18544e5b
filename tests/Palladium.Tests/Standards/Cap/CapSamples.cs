using System.Text.Json;
using CsCheck;
using Palladium.Records.Scene;
using Palladium.Standards.Cap;

namespace Palladium.Tests.Standards.Cap;

/// <summary>Alerts made for tests.</summary>
internal static class CapSamples
{
    private static readonly Gen<string> Words = Gen.String[Gen.Char["aeñ漢 <>&\"'\n\té-,;"], 0, 30];

    private static readonly Gen<string> Word = Gen.String[Gen.Char["abcXYZ09.-@:_ñ"], 1, 20];

    private static readonly Gen<DateTimeOffset> Times =
        from seconds in Gen.Int[0, int.MaxValue]
        from quarters in Gen.Int[-56, 56]
        select DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromMinutes(15 * quarters));

    private static readonly Gen<GeoPoint> Points =
        from latitude in Gen.Double[-90, 90]
        from longitude in Gen.Double[-180, 180]
        select new GeoPoint(Math.Round(latitude, 7), Math.Round(longitude, 7));

    private static readonly Gen<CapNamedValue> Named = from n in Words from v in Words select new CapNamedValue(n, v);

    private static readonly Gen<CapArea> Areas =
        from description in Words
        from rings in Points.List[3, 6].List[0, 2]
        from circles in Gen.Select(Points, Gen.Double[0, 500], (p, r) => new CapCircle(p, Math.Round(r, 3))).List[0, 2]
        from codes in Named.List[0, 2]
        from altitude in Gen.Int[0, 9000].Nullable()
        select new CapArea(description)
        {
            Polygons = [.. rings.Select(r => (IReadOnlyList<GeoPoint>)[.. r, r[0]])],
            Circles = circles,
            Geocodes = codes,
            Altitude = altitude,
            Ceiling = altitude is null ? null : altitude + 10.5m,
        };

    private static readonly Gen<CapInfo> Infos =
        from categories in Gen.Enum<CapCategory>().List[1, 3]
        from name in Word
        from urgency in Gen.Enum<CapUrgency>()
        from severity in Gen.Enum<CapSeverity>()
        from certainty in Gen.Enum<CapCertainty>()
        from responses in Gen.Enum<CapResponseType>().List[0, 2]
        from times in Times.Nullable().Array[3]
        from texts in Words.Array[6]
        from named in Named.List[0, 3]
        from size in Gen.Long[0, long.MaxValue].Nullable()
        from areas in Areas.List[0, 2]
        select new CapInfo(categories, name, urgency, severity, certainty)
        {
            Language = "es-UY",
            ResponseTypes = responses,
            Audience = OrNull(texts[0]),
            EventCodes = named,
            Effective = times[0],
            Onset = times[1],
            Expires = times[2],
            SenderName = OrNull(texts[1]),
            Headline = OrNull(texts[2]),
            Description = OrNull(texts[3]),
            Instruction = OrNull(texts[4]),
            Web = "https://montevideo.example/a?b=1&c=2",
            Contact = OrNull(texts[5]),
            Parameters = named,
            Resources = [new CapResource(texts[0], "image/png") { Size = size, Uri = "https://montevideo.example/x.png" }],
            Areas = areas,
        };

    /// <summary>Any alert that can be written.</summary>
    public static readonly Gen<CapAlert> Alerts =
        from identifier in Word
        from sender in Word
        from sent in Times
        from status in Gen.Enum<CapStatus>()
        from type in Gen.Enum<CapMessageType>()
        from scope in Gen.Enum<CapScope>()
        from texts in Words.Array[3]
        from addresses in Gen.OneOf(Word, Gen.Const("two words")).List[1, 3]
        from references in Gen.Select(Word, Word, Times, (s, i, t) => new CapReference(s, i, t)).List[0, 3]
        from infos in Infos.List[0, 2]
        select new CapAlert(identifier, sender, sent, status, type, scope)
        {
            Source = OrNull(texts[0]),
            Restriction = OrNull(texts[1]),
            Addresses = addresses,
            Codes = [.. texts],
            Note = OrNull(texts[2]),
            References = references,
            Incidents = addresses,
            Infos = infos,
        };

    /// <summary>A small one, as text to change.</summary>
    public static string Xml => """
        <?xml version="1.0" encoding="UTF-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>MVD-1</identifier><sender>police@montevideo.example</sender><sent>2026-11-23T14:00:00-03:00</sent>
          <status>Exercise</status><msgType>Update</msgType><scope>Public</scope>
          <references>police@montevideo.example,MVD-0,2026-11-23T13:00:00-03:00</references>
          <info><language>es-UY</language><category>Met</category><event>Flood</event><urgency>Immediate</urgency>
            <severity>Severe</severity><certainty>Observed</certainty><expires>2026-11-23T16:00:00-03:00</expires>
            <area><areaDesc>Rambla</areaDesc><polygon>-34.9,-56.2 -34.9,-56.1 -34.8,-56.1 -34.9,-56.2</polygon>
              <circle>-34.9,-56.2 1.5</circle></area></info>
        </alert>
        """;

    /// <summary>All of an alert as text, for comparing; lists have no equality of their own.</summary>
    public static string Text(CapAlert alert) => JsonSerializer.Serialize(alert);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
