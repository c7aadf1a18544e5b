using Palladium.City;
using Palladium.Node.CommandLine;
using Palladium.Tests.City;

namespace Palladium.Tests.Node.CommandLine;

public sealed class CityImportCommandTests
{
    [Fact]
    public async Task An_extract_becomes_a_city_with_lines_about_the_way_there()
    {
        var pbf = TestData.Require("osm/monaco-latest.osm.pbf");
        using var work = new TemporaryFolder();
        var into = Path.Combine(work.Path, "city");

        var (code, output) = await NetworkFoundTests.RunAsync("city", "import", pbf, "--out", into, "--time-zone", "Europe/Monaco");

        Assert.True(code == 0, output);
        using var city = CityFolder.Open(into).Value;
        Assert.Equal("Monaco", city.Info.Name);
        Assert.Contains("drawing zoom", output, StringComparison.Ordinal);
        Assert.Contains("100 %  done", output, StringComparison.Ordinal);
        Assert.Contains("© OpenStreetMap contributors", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_city_is_refused_and_nothing_is_made()
    {
        using var work = new TemporaryFolder();
        var into = Path.Combine(work.Path, "city");
        var text = Path.Combine(work.Path, "notes.txt");
        var broken = Path.Combine(work.Path, "broken.osm.pbf");
        File.WriteAllText(text, "no map");
        File.WriteAllText(broken, "no map");

        await RefusedAsync(ExitCodes.Usage, "neither an .osm.pbf file nor a folder", text);
        await RefusedAsync(ExitCodes.Usage, "there is no such file", Path.Combine(work.Path, "absent"));
        await RefusedAsync(ExitCodes.Failed, "city.bad-pbf", broken);
        await RefusedAsync(ExitCodes.Failed, "city.no-file", Path.Combine(work.Path, "absent.osm.pbf"));
        await RefusedAsync(ExitCodes.Failed, "city.no-tiles", work.Path);
        await RefusedAsync(ExitCodes.Failed, "city.time-zone", broken, "--time-zone", "Mars/Olympus");
        Assert.False(Directory.Exists(into));

        async Task RefusedAsync(int expected, string why, string from, params string[] more)
        {
            var (code, output) = await NetworkFoundTests.RunAsync(["city", "import", from, "--out", into, .. more]);
            Assert.Equal(expected, code);
            Assert.Contains(why, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("network", "found")]
    [InlineData("city", "import")]
    [InlineData("doctrine", "check")]
    [InlineData("doctrine", "publish")]
    public async Task Help_shows_an_example(string group, string command)
    {
        var (code, output) = await NetworkFoundTests.RunAsync(group, command, "--help");
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        Assert.Contains($"  palladium {group} {command} ", output, StringComparison.Ordinal);
    }
}
