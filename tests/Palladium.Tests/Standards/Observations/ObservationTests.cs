using System.Text;
using Palladium.Standards.Observations;

namespace Palladium.Tests.Standards.Observations;

public sealed class ObservationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_reading_of_a_known_source_is_read()
    {
        var read = ObservationReader.ReadOne(Bytes("{\"value\":2.41,\"time\":\"2026-11-23T13:59:30.5-03:00\",\"unit\":\"m\",\"battery\":{\"v\":3}}"), "level-1", Now).Value;
        Assert.Equal(new ObservationReading("level-1", Now.AddSeconds(-29.5), 2.41, "m"), read);
    }

    [Fact]
    public void A_reading_of_a_device_without_a_clock_has_no_time() =>
        Assert.Null(ObservationReader.ReadOne(Bytes("{\"value\":2.41}"), "level-1", Now).Value.Time);

    [Fact]
    public void Many_readings_are_read_in_order()
    {
        var read = ObservationReader.ReadMany(Bytes(
            "{\"observations\":[{\"source\":\"a\",\"value\":1,\"time\":\"2026-11-23T16:00:00Z\"},{\"source\":\"b/2\",\"value\":-2e3,\"time\":\"2026-11-23T16:00:01Z\"}]}"), Now).Value;
        Assert.Equal([("a", 1d), ("b/2", -2000d)], read.Select(r => (r.Source, r.Value)));
    }

    [Theory]
    [InlineData("{\"time\":\"2026-11-23T16:00:00Z\"}", "/value", "value.missing")]
    [InlineData("{\"value\":\"NaN\",\"time\":\"2026-11-23T16:00:00Z\"}", "/value", "value.not-a-number")]
    [InlineData("{\"value\":1e999,\"time\":\"2026-11-23T16:00:00Z\"}", "/value", "value.not-finite")]
    [InlineData("{\"value\":null,\"time\":\"2026-11-23T16:00:00Z\"}", "/value", "value.not-a-number")]
    [InlineData("{\"value\":1,\"time\":null}", "/time", "time.form")]
    [InlineData("{\"value\":1e300}", "/value", "value.range")]
    [InlineData("{\"value\":-9007199254740994}", "/value", "value.range")]
    [InlineData("{\"value\":1,\"time\":\"2026-11-23T16:00:00\"}", "/time", "time.form")]
    [InlineData("{\"value\":1,\"time\":\"\\ud800\"}", "/time", "time.form")]
    [InlineData("{\"value\":1,\"time\":1763913600}", "/time", "time.form")]
    [InlineData("{\"value\":1,\"time\":\"2026-11-23T17:06:00Z\"}", "/time", "time.future")]
    [InlineData("{\"value\":1,\"time\":\"1970-01-01T00:00:00Z\"}", "/time", "time.too-old")]
    [InlineData("{\"source\":\"other\",\"value\":1,\"time\":\"2026-11-23T16:00:00Z\"}", "/source", "source.differs")]
    [InlineData("{\"value\":1,\"value\":2,\"time\":\"2026-11-23T16:00:00Z\"}", "", "observation.json")]
    [InlineData("{\"value\":1,\"time\":\"2026-11-23T16:00:00Z\",\"unit\":5}", "/unit", "unit.form")]
    [InlineData("[1]", "", "observation.object")]
    [InlineData("{", "", "observation.json")]
    public void What_is_wrong_with_one_is_named(string json, string field, string rule)
    {
        var refusal = ObservationReader.ReadOne(Bytes(json), "level-1", Now).Refusal;
        Assert.Equal((field, rule), (refusal?.Field, refusal?.Rule));
    }

    [Fact]
    public void The_fourth_of_many_is_named_by_its_pointer()
    {
        const string Good = "{\"source\":\"a\",\"value\":1,\"time\":\"2026-11-23T16:00:00Z\"}";
        var refusal = ObservationReader.ReadMany(Bytes($"{{\"observations\":[{Good},{Good},{Good},{{\"source\":\"a\",\"value\":true}}]}}"), Now).Refusal;
        Assert.Equal(("/observations/3/value", "value.not-a-number"), (refusal?.Field, refusal?.Rule));
    }

    [Theory]
    [InlineData("{\"observations\":[]}", "/observations", "observation.count")]
    [InlineData("{\"observations\":5}", "/observations", "observation.count")]
    [InlineData("{\"observations\":[5]}", "/observations/0", "observation.object")]
    [InlineData("{\"value\":1}", "/source", "source.missing")]
    [InlineData("{\"source\":\"A b\",\"value\":1}", "/source", "source.form")]
    public void What_is_wrong_with_many_is_named(string json, string field, string rule)
    {
        var refusal = ObservationReader.ReadMany(Bytes(json), Now).Refusal;
        Assert.Equal((field, rule), (refusal?.Field, refusal?.Rule));
    }

    [Fact]
    public void No_damaged_message_throws_and_what_is_accepted_is_in_range()
    {
        var random = new Random(5);
        var valid = Bytes("{\"observations\":[{\"source\":\"a\",\"value\":1.5,\"time\":\"2026-11-23T16:00:00Z\",\"unit\":\"m\"},{\"source\":\"b\",\"value\":2,\"time\":\"2026-11-23T16:00:00Z\"}]}");
        var accepted = 0;
        for (var n = 0; n < 20_000; n++)
        {
            if (ObservationReader.ReadMany(Mutation.Of(valid, random), Now).Accepted(out var read, out _))
            {
                accepted++;
                Assert.All(read, r => Assert.True(double.IsFinite(r.Value) && !(r.Time > Now.AddMinutes(5)) && r.Source.Length is > 0 and <= 64));
            }
        }

        Assert.InRange(accepted, 1, 19_999);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
