using System.Text.Json.Nodes;
using Palladium.City.Import;
using Palladium.City.Style;

namespace Palladium.Tests.City;

public sealed class CityStyleTests
{
    private const string Url = "https://localhost/api/v1/tiles/{z}/{x}/{y}.mvt";

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public void A_style_draws_only_layers_that_the_import_makes_and_needs_no_other_server(string theme)
    {
        var style = JsonNode.Parse(CityStyle.Read(theme, Url).Value)!;
        var drawn = style["layers"]!.AsArray().Select(l => (string?)l!["source-layer"]).OfType<string>().ToHashSet();
        Assert.Superset(drawn, TileMaker.LayerOrder.ToHashSet());
        Assert.True(drawn.Count >= 8);
        Assert.Null(style["glyphs"]);
        Assert.Null(style["sprite"]);
        Assert.Equal(Url, (string?)style["sources"]!["city"]!["tiles"]![0]);
    }

    [Fact]
    public void An_unknown_theme_is_refused() => Assert.Equal("style.theme", CityStyle.Read("../dark", Url).Refusal?.Rule);
}
