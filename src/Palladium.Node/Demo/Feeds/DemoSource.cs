using System.Globalization;
using System.Text;
using Palladium.Records.Scene;

namespace Palladium.Node.Demo.Feeds;

/// <summary>A source of the demo, written into its member's <c>node.toml</c>.</summary>
internal sealed record DemoSource(
    string Member, string Id, string Kind, string Name, string Unit, string Site, GeoPoint? Place, Feed Feed)
{
    public string ToToml()
    {
        var text = new StringBuilder();
        text.Append("\n[[sources]]\n");
        Append("id", Id);
        Append("kind", Kind);
        Append("name", Name);
        Append("unit", Unit);
        Append("site", Site);
        if (Place is { } place)
        {
            text.Append(CultureInfo.InvariantCulture, $"lat = {place.Latitude:0.000000}\nlon = {place.Longitude:0.000000}\n");
        }

        Append("feed", Feed.ToString().ToLowerInvariant());
        return text.ToString();

        void Append(string key, string value) => text.Append(
            CultureInfo.InvariantCulture,
            $"{key} = \"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"\n");
    }
}
