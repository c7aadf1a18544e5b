using Palladium.City.Replay;

namespace Palladium.Tests.City;

public sealed class RecordedSeriesTests
{
    [Fact]
    public void The_weather_of_Seattle_is_played_with_the_time_it_was_recorded()
    {
        var series = RecordedSeries.SeattleTemperature(DemoPackages.Require("vega-datasets/data/seattle-weather.csv")).Value;
        Assert.Equal(1461, series.Values.Count);
        Assert.Contains("recorded in Seattle", series.Label, StringComparison.Ordinal);
        Assert.Contains("2012-01-01 to 2015-12-31", series.Label, StringComparison.Ordinal);
        const double DayPerSecond = 86_400;
        Assert.Equal(new RecordedValue(Day(2012, 1, 1), 12.8), series.At(TimeSpan.Zero, DayPerSecond));
        Assert.Equal(new RecordedValue(Day(2012, 1, 2), 10.6), series.At(TimeSpan.FromSeconds(1.5), DayPerSecond));
        Assert.Equal(Day(2012, 1, 1), series.At(TimeSpan.FromSeconds(1460.5), DayPerSecond).RecordedAt);
    }

    [Fact]
    public void Every_series_of_the_anomaly_benchmark_is_read()
    {
        var files = Directory.GetFiles(TestData.Require("nab/data"), "*.csv", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Null(RecordedSeries.Nab(f, "Anything", "").Refusal));
    }

    [Theory]
    [InlineData("timestamp,value\n2014-01-01 00:00:00,1\n2014-01-01 00:05:00,n/a\n", 3, "series.value")]
    [InlineData("timestamp,value\n2014-01-01 00:00:00,NaN\n", 2, "series.value")]
    [InlineData("timestamp,value\nyesterday,1\n", 2, "series.time")]
    [InlineData("timestamp,value\n2014-01-01 00:00:00\n", 2, "series.cells")]
    [InlineData("timestamp,value\n2014-01-02 00:00:00,1\n2014-01-01 00:00:00,1\n", 3, "series.order")]
    [InlineData("when,what\n2014-01-01 00:00:00,1\n", 1, "series.columns")]
    public void A_bad_row_is_refused_with_its_line(string content, int line, string rule)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "s.csv");
        File.WriteAllText(file, content);
        var refusal = RecordedSeries.Nab(file, "Anything", "").Refusal;
        Assert.Equal((rule, $"{file}:{line}"), (refusal?.Rule, refusal?.Field));
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
