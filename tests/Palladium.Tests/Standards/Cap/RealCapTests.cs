using System.Xml.Linq;
using Palladium.Standards.Cap;

namespace Palladium.Tests.Standards.Cap;

/// <summary>Alerts that services and libraries of others made.</summary>
public sealed class RealCapTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_valid_alert_of_others_is_read_and_every_exception_is_one_of_the_prose()
    {
        var refused = Read("valid").Where(f => f.Refusal is not null).ToDictionary(f => f.Name, f => f.Refusal!.ToString());
        Assert.Equal(Exceptions.Keys.Order(StringComparer.Ordinal), refused.Keys.Order(StringComparer.Ordinal));
        Assert.All(refused, r => Assert.Contains(Exceptions[r.Key], r.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_invalid_alert_of_others_is_refused()
    {
        Assert.All(Read("invalid"), f => Assert.NotNull(f.Refusal));
    }

    [Fact]
    public void Every_alert_of_version_1_1_is_refused_by_its_version()
    {
        Assert.All(Read("cap11"), f => Assert.Equal("cap.version", f.Refusal?.Rule));
    }

    [Fact]
    public void What_is_read_of_others_is_written_valid_by_the_schema_and_read_as_the_same()
    {
        var schema = new CapSchema();
        foreach (var file in Directory.GetFiles(TestData.Require("cap/valid")).Order(StringComparer.Ordinal))
        {
            if (!CapReader.Read(File.ReadAllBytes(file)).Accepted(out var alert, out _))
            {
                continue;
            }

            Assert.True(CapWriter.Write(alert).Accepted(out var written, out var refusal), $"{file}: {refusal}");
            Assert.Null(schema.ErrorOf(written));
            Assert.Equal(CapSamples.Text(alert), CapSamples.Text(CapReader.Read(written).Value));
        }
    }

    [Fact]
    public void No_damaged_alert_of_others_throws_and_none_that_the_schema_refuses_is_accepted()
    {
        var schema = new CapSchema();
        var random = new Random(20101);
        var (accepted, tried) = (0, 0);
        foreach (var file in Directory.GetFiles(TestData.Require("cap/valid")).Order(StringComparer.Ordinal))
        {
            var valid = File.ReadAllBytes(file);
            for (var n = 0; n < (valid.Length > 50_000 ? 4 : 30); n++)
            {
                var damaged = Mutation.Of(valid, random);
                tried++;
                if (CapReader.Read(damaged).Refusal is null)
                {
                    accepted++;
                    Assert.True(schema.ErrorOf(damaged) is null, $"{Path.GetFileName(file)} #{n}: {schema.ErrorOf(damaged)}");
                }
            }
        }

        output.WriteLine($"{tried} damaged, {accepted} still accepted");
        Assert.InRange(accepted, 1, tried - 1);
    }

    [Fact]
    public void Swapped_dropped_and_doubled_elements_are_judged_as_the_schema_judges_them()
    {
        var schema = new CapSchema();
        var random = new Random(7);
        var (accepted, tried) = (0, 0);
        foreach (var file in Directory.GetFiles(TestData.Require("cap/valid")).Order(StringComparer.Ordinal))
        {
            for (var n = 0; n < 12; n++)
            {
                var root = XElement.Load(file);
                var all = root.Descendants().ToList();
                var chosen = all[random.Next(all.Count)];
                switch (random.Next(4))
                {
                    case 0:
                        chosen.Remove();
                        break;
                    case 1:
                        chosen.AddAfterSelf(new XElement(chosen));
                        break;
                    case 2:
                        chosen.Value = all[random.Next(all.Count)].Value;
                        break;
                    default:
                        var parent = chosen.Parent!;
                        chosen.Remove();
                        parent.AddFirst(chosen);
                        break;
                }

                var document = System.Text.Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting));
                tried++;
                if (CapReader.Read(document).Refusal is null)
                {
                    accepted++;
                    Assert.True(schema.ErrorOf(document) is null, $"{Path.GetFileName(file)} #{n}: {schema.ErrorOf(document)}");
                }
            }
        }

        output.WriteLine($"{tried} changed, {accepted} still accepted");
        Assert.InRange(accepted, 1, tried - 1);
    }

    /// <summary>Valid by the schema, refused by the prose of the standard; each with the rule.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        // Its sender is "TEST DE"; clause 3.2.1 has "MUST NOT include spaces, commas or restricted characters", because
        // references are lists of sender,identifier,sent separated by spaces: nothing could ever refer to this alert.
        ["Cap-PHP-librar__097__12.31.23.1.2.AT.123123.123123.cap"] = "/alert/sender",
    };

    private List<(string Name, Palladium.Records.Refusal? Refusal)> Read(string folder)
    {
        var files = Directory.GetFiles(TestData.Require($"cap/{folder}")).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), CapReader.Read(File.ReadAllBytes(f)).Refusal)).ToList();
        output.WriteLine($"{folder}: {files.Count} read, {files.Count(f => f.Refusal is not null)} refused");
        foreach (var (name, refusal) in files.Where(f => f.Refusal is not null))
        {
            output.WriteLine($"  {name}  {refusal}");
        }

        return files;
    }
}
