using System.CommandLine;
using System.Globalization;
using Palladium.City;
using Palladium.Node.CommandLine;
using Palladium.Records;

namespace Palladium.Node.Picture;

/// <summary><c>palladium city import</c>: makes the map, the sites and the streets that a node shows.</summary>
internal sealed class CityCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var group = tree.Group("city", "Make a city's map and sites from OpenStreetMap data.");
        tree.Add(group, Import(),
            "palladium city import monaco-latest.osm.pbf --out city --name Monaco --time-zone Europe/Monaco",
            "palladium city import demo/node_modules/@mapbox/mvt-fixtures/real-world/osm-qa-montevideo --name Montevideo --time-zone America/Montevideo");
    }

    private static Command Import()
    {
        var file = new Argument<string>("FILE") { Description = "An .osm.pbf extract of a city, or a folder of OSM QA tiles (Z-X-Y.mvt)." };
        var outFolder = new Option<string>("--out") { Description = "The city's folder; made when it is not there.", DefaultValueFactory = _ => "city" };
        var name = new Option<string?>("--name") { Description = "Name of the city; left out, it is taken from the file's name." };
        var zone = new Option<string?>("--time-zone") { Description = "IANA time zone, like America/Montevideo; left out, this machine's." };
        var command = new Command("import", "Make a city folder. Needs no network connection.") { file, outFolder, name, zone };
        command.SetAction(async (parsed, cancellation) =>
        {
            var from = parsed.GetRequiredValue(file);
            var isFolder = Directory.Exists(from);
            if (!isFolder && !from.EndsWith(".pbf", StringComparison.OrdinalIgnoreCase))
            {
                throw new CommandFailedException(
                    File.Exists(from) ? $"{from} is neither an .osm.pbf file nor a folder of tiles." : $"{from}: there is no such file.", exitCode: ExitCodes.Usage);
            }

            var into = Path.GetFullPath(parsed.GetRequiredValue(outFolder));
            var (city, timeZone) = (parsed.GetValue(name) ?? NameOf(from), parsed.GetValue(zone) ?? LocalZone());
            var output = parsed.InvocationConfiguration.Output;
            var lines = new ProgressLines(output);
            var outcome = await MakeAsync(
                () => isFolder
                    ? CityImport.FromQaTiles(from, into, city, timeZone, lines, cancellation)
                    : CityImport.FromPbf(from, into, city, timeZone, lines, cancellation),
                cancellation);
            if (!outcome.Accepted(out var made, out var refusal))
            {
                throw new CommandFailedException($"{refusal.Field}: {refusal.Message} ({refusal.Rule})");
            }

            using (made)
            {
                Say(output, made, into);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // Minutes of work for a large city: off this thread, so that Ctrl-C is heard.
    private static async Task<Outcome<CityFolder>> MakeAsync(Func<Outcome<CityFolder>> import, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(import, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new CommandFailedException("Stopped. A city that was there before may be of two imports now: import it again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"The city cannot be written: {e.Message}");
        }
    }

    private static void Say(TextWriter output, CityFolder city, string folder)
    {
        var info = city.Info;
        output.WriteLine($"{info.Name} is in {folder}; time zone {info.TimeZone}.");
        output.WriteLine(string.Join(", ", info.Counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value}"))));
        output.WriteLine($"Map data: {info.Attribution}. The console shows this line with the map; leave it there.");
        output.WriteLine($"A node shows it with this line in node.toml under [data]: city = \"{folder}\"");
    }

    private static string NameOf(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        foreach (var ending in (string[])[".pbf", ".osm", "-latest"])
        {
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
        }

        return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.Replace('-', ' ').Replace('_', ' '));
    }

    private static string LocalZone() => TimeZoneInfo.Local.Id is var id && id.Contains('/', StringComparison.Ordinal) ? id : "Etc/UTC";

    /// <summary>A line for each new step, and for every twentieth part of a long one.</summary>
    private sealed class ProgressLines(TextWriter output) : IProgress<CityImportProgress>
    {
        private int _percent = -5;
        private string _step = "";

        public void Report(CityImportProgress value)
        {
            var step = value.Words.Split(' ')[0];
            if (step != _step || value.Percent >= _percent + 5)
            {
                (_step, _percent) = (step, value.Percent);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Percent,3} %  {value.Words}"));
            }
        }
    }
}
