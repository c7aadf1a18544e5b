using System.Text.RegularExpressions;
using System.Xml.Linq;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Standards.Cot;

/// <summary>
/// Reads one Cursor-on-Target event. Details that are not known are passed over, as the standard asks. No exception
/// leaves it.
/// </summary>
/// <remarks>
/// Fields are XML paths (<c>/event/point/@lat</c>). Rules: <c>cot.&lt;name&gt;.missing</c>, <c>.form</c>, <c>.range</c>, and
/// <c>cot.root</c>, <c>cot.stale.before-start</c>, <c>cot.too-large</c>, <c>cot.xml.malformed</c>, <c>cot.xml.dtd</c>, <c>cot.xml.too-deep</c>.
/// </remarks>
public static partial class CotReader
{
    /// <summary>Larger events are refused, in bytes. Positions have less than one kilobyte.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>What stands for "not known" in <c>hae</c>, <c>ce</c> and <c>le</c>.</summary>
    internal const double NotKnown = 9_999_999;

    /// <summary>Reads one event.</summary>
    public static Outcome<CotEvent> Read(ReadOnlyMemory<byte> document)
    {
        if (!SafeXml.Parse(document, MaxBytes, "cot").Accepted(out var root, out var refusal))
        {
            return refusal;
        }

        if (root.Name != "event")
        {
            return new Refusal("/", "cot.root", "The document is not a Cursor-on-Target event.");
        }

        var fields = new CotFields();
        var read = Read(root, fields);
        return fields.Refusal is { } found ? found : read;
    }

    private static CotEvent Read(XElement root, CotFields fields)
    {
        fields.Number(root, "/event", "version", 2, 3, required: true);
        var uid = fields.Text(root, "/event", "uid", 128, required: true) ?? "";
        var type = fields.Form(root, "/event", "type", TypeForm(), "a word hierarchy such as a-f-G-U-C");
        var time = fields.Time(root, "/event", "time");
        var start = fields.Time(root, "/event", "start");
        var stale = fields.Time(root, "/event", "stale");
        var how = fields.Form(root, "/event", "how", TypeForm(), "a word hierarchy such as m-g");
        var point = root.Element("point");
        fields.Require(point is not null, "/event/point", "cot.point.missing", "point is required.");
        point ??= new XElement("point");
        var place = new GeoPoint(
            fields.Number(point, "/event/point", "lat", -90, 90, required: true) ?? 0,
            fields.Number(point, "/event/point", "lon", -180, 180, required: true) ?? 0);
        var height = fields.Number(point, "/event/point", "hae", -NotKnown, NotKnown, required: true);
        var circular = fields.Number(point, "/event/point", "ce", 0, double.MaxValue, required: true);
        var linear = fields.Number(point, "/event/point", "le", 0, double.MaxValue, required: true);
        fields.Require(
            stale >= start, "/event/@stale", "cot.stale.before-start", "stale must not be before start.");
        var detail = root.Element("detail");
        var track = detail?.Element("track");
        var contact = detail?.Element("contact");
        var own = detail?.Element("palladium");
        return new CotEvent(uid, type, time, start, stale, how, place)
        {
            Height = Known(height),
            CircularError = Known(circular),
            LinearError = Known(linear),
            Callsign = contact is null ? null : fields.Text(contact, "/event/detail/contact", "callsign", 128, required: false),
            Course = track is null ? null : Known(fields.Number(track, "/event/detail/track", "course", 0, 360, required: false)),
            Speed = track is null ? null : Known(fields.Number(track, "/event/detail/track", "speed", 0, 12_000, required: false)),
            Feed = own is null ? null : fields.Feed(own, "/event/detail/palladium"),
            Remarks = fields.Content(detail?.Element("remarks"), "/event/detail/remarks", 1024),
        };
    }

    private static double? Known(double? value) => value is >= NotKnown ? null : value;

    [GeneratedRegex(@"^[A-Za-z0-9_.]+(-[A-Za-z0-9_.]+)*(;[^;\p{C}]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TypeForm();
}
