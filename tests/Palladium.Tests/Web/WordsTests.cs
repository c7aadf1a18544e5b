using System.Text.Json;
using Palladium.Web.Contract;
using Palladium.Web.Words;

namespace Palladium.Tests.Web;

public sealed class WordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 17, 5, 22, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "now")]
    [InlineData(4, "now")]
    [InlineData(5, "5 s ago")]
    [InlineData(60, "1 min ago")]
    [InlineData(3599, "59 min ago")]
    [InlineData(86400, "1 d ago")]
    [InlineData(-30, "in 30 s")]
    [InlineData(-7200, "in 2 h")]
    public void Relative_times_follow_the_table_that_the_browser_ages_them_with(int seconds, string words) =>
        Assert.Equal(words, Relative.Of(Now.AddSeconds(-seconds), Now));

    [Fact]
    public void Exact_times_are_in_the_citys_zone_and_name_it()
    {
        var city = new CityTime();
        city.Use("America/Montevideo");
        Assert.SkipWhen(city.Name == "UTC", "this machine has no time zone data");
        Assert.Equal("23 Nov 2026, 14:05:22 Montevideo", city.Exact(Now));
    }

    [Fact]
    public void A_zone_that_is_not_known_leaves_UTC_and_says_so()
    {
        var city = new CityTime();
        city.Use("Atlantis/Nowhere");
        Assert.Equal("23 Nov 2026, 17:05:22 UTC", city.Exact(Now));
    }

    [Fact]
    public void A_ring_puts_the_first_at_the_top_and_keeps_all_apart_and_inside()
    {
        for (var count = 1; count <= 20; count++)
        {
            var places = RingLayout.Places(count, 880, 360, 250, 40);
            Assert.Equal((440, 40), (Math.Round(places[0].X), Math.Round(places[0].Y)));
            Assert.All(places, place => Assert.True(place.X is >= 249 and <= 631 && place.Y is >= 39 and <= 321));
            Assert.Equal(count, places.Select(place => (Math.Round(place.X), Math.Round(place.Y))).Distinct().Count());
        }
    }

    [Fact]
    public void A_chart_holds_readings_and_threshold_inside_its_box()
    {
        ReadingDto[] readings = [new(Now, 1), new(Now.AddSeconds(10), 3), new(Now.AddSeconds(20), 2)];
        var chart = new ValueChart(readings, 9, 360, 120);
        Assert.InRange(chart.Y(9), 14, 100);
        Assert.InRange(chart.Y(1), 14, 100);
        Assert.True(chart.Y(9) < chart.Y(3) && chart.Y(3) < chart.Y(1));
        Assert.Equal(chart.Right, chart.LastX);
        Assert.StartsWith("M8 ", chart.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flat_series_is_drawn_as_a_line_and_not_as_nothing()
    {
        var chart = new ValueChart([new(Now, 0), new(Now.AddSeconds(1), 0)], null, 360, 120);
        Assert.True(double.IsFinite(chart.LastY));
    }
}

public sealed class ContractTests
{
    [Fact]
    public void Words_of_the_contract_are_lower_case_and_terms_of_CAP_are_as_CAP_spells_them()
    {
        Assert.Equal("\"exercise\"", JsonSerializer.Serialize(FeedKind.Exercise, ContractJson.Options));
        Assert.Equal("\"Exercise\"", JsonSerializer.Serialize(AlertStatus.Exercise, ContractJson.Options));
        Assert.Equal("\"Extreme\"", JsonSerializer.Serialize(Severity.Extreme));
    }

    [Fact]
    public void A_number_in_place_of_a_word_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FeedKind>("1", ContractJson.Options));

    [Fact]
    public void An_id_with_a_slash_is_one_segment_of_its_path() =>
        Assert.Equal("/api/v1/sources/port/gate%2F4/readings?minutes=30", PalladiumRoutes.To.Readings("port", "gate/4", 30));
}
