using System.Text;
using CsCheck;
using Palladium.Records.Scene;
using Palladium.Standards.Cot;

namespace Palladium.Tests.Standards.Cot;

public sealed class CotTests
{
    [Fact]
    public void An_event_of_a_tak_app_is_read()
    {
        var read = CotReader.Read(Encoding.UTF8.GetBytes(CotSamples.Xml())).Value;
        Assert.Equal(("ANDROID-1", "a-f-G-U-C", "m-g", "ALPHA & 7"), (read.Uid, read.Type, read.How, read.Callsign));
        Assert.Equal(new GeoPoint(-34.9011, -56.1645), read.Place);
        Assert.Equal((43.2, 4.9, null, 112.5, 3.25), (read.Height, read.CircularError, read.LinearError, read.Course, read.Speed));
        Assert.Null(read.Feed);
        Assert.True(read.IsPosition);
    }

    [Theory]
    [InlineData("uid=\"ANDROID-1\" ", "", "/event/@uid", "cot.uid.missing")]
    [InlineData("version=\"2.0\" uid", "version=\"1\" uid", "/event/@version", "cot.version.range")]
    [InlineData("a-f-G-U-C", "a f", "/event/@type", "cot.type.form")]
    [InlineData("time=\"2026-11-23T17:00:00.000Z\"", "time=\"2026-11-23T17:00:00\"", "/event/@time", "cot.time.form")]
    [InlineData("17:05:00.000Z", "16:05:00.000Z", "/event/@stale", "cot.stale.before-start")]
    [InlineData("lat=\"-34.9011\"", "lat=\"-90.1\"", "/event/point/@lat", "cot.lat.range")]
    [InlineData("lat=\"-34.9011\"", "lat=\"NaN\"", "/event/point/@lat", "cot.lat.form")]
    [InlineData("lon=\"-56.1645\"", "", "/event/point/@lon", "cot.lon.missing")]
    [InlineData("ce=\"4.9\"", "ce=\"-1\"", "/event/point/@ce", "cot.ce.range")]
    [InlineData("course=\"112.5\"", "course=\"400\"", "/event/detail/track/@course", "cot.course.range")]
    [InlineData("<remarks/>", "<palladium feed=\"maybe\"/>", "/event/detail/palladium/@feed", "cot.feed.form")]
    [InlineData("<event ", "<events ", "/", "cot.xml.malformed")]
    public void What_is_wrong_is_named(string from, string to, string field, string rule)
    {
        var changed = CotSamples.Xml().Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(CotSamples.Xml(), changed);
        var refusal = CotReader.Read(Encoding.UTF8.GetBytes(changed)).Refusal;
        Assert.Equal((field, rule), (refusal?.Field, refusal?.Rule));
    }

    [Fact]
    public void Any_event_is_read_as_it_was_written()
    {
        Events.Sample(written => Assert.Equal(written, CotReader.Read(CotWriter.Write(written).Value).Value), iter: 500);
    }

    [Fact]
    public void An_exercise_says_so_on_the_wire()
    {
        var read = CotReader.Read(Encoding.UTF8.GetBytes(CotSamples.Xml())).Value with { Feed = Feed.Exercise };
        Assert.Contains("<palladium feed=\"exercise\" />", Encoding.UTF8.GetString(CotWriter.Write(read).Value), StringComparison.Ordinal);
    }

    [Fact]
    public void However_a_stream_is_cut_the_same_events_come_out()
    {
        var one = CotSamples.Xml("a");
        var stream = Encoding.UTF8.GetBytes($"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{one}{one}\r\n<auth><cot username=\"u\" password=\"p\"/></auth><event/>{one} ");
        Gen.Int[1, 60].Sample(
            size =>
            {
                var framer = new CotFramer();
                var frames = stream.Chunk(size).SelectMany(c => framer.Append(c)).ToList();
                Assert.All(frames, f => Assert.Null(f.Dropped));
                Assert.Equal(
                    [one, one, "<auth><cot username=\"u\" password=\"p\"/></auth>", "<event/>", one],
                    frames.Select(f => Encoding.UTF8.GetString(f.Message.Span)));
            },
            iter: 60);
    }

    [Fact]
    public void After_any_garbage_the_next_good_event_comes_out_whole()
    {
        var good = CotSamples.Xml("good");
        var random = new Random(3);
        for (var n = 0; n < 3000; n++)
        {
            var framer = new CotFramer();
            var damaged = Mutation.Of(Encoding.UTF8.GetBytes(CotSamples.Xml("bad")), random);
            byte[] stream = [.. damaged, .. Encoding.UTF8.GetBytes(good + good)];
            var messages = stream.Chunk(random.Next(1, 400)).SelectMany(c => framer.Append(c))
                .Where(f => f.Dropped is null).Select(f => Encoding.UTF8.GetString(f.Message.Span)).ToList();
            Assert.True(messages.Count >= 2 && messages[^1] == good && messages[^2] == good, Encoding.UTF8.GetString(damaged));
        }
    }

    [Fact]
    public void No_damaged_event_throws()
    {
        var random = new Random(4);
        var valid = Encoding.UTF8.GetBytes(CotSamples.Xml());
        var accepted = 0;
        for (var n = 0; n < 5000; n++)
        {
            if (CotReader.Read(Mutation.Of(valid, random)).Accepted(out var read, out _))
            {
                accepted++;
                Assert.True(read.Place.IsValid && read.Stale >= read.Start && read.Speed is null or >= 0);
                Assert.True(CotWriter.Write(read).Accepted(out _, out var refusal), refusal?.ToString());
            }
        }

        Assert.InRange(accepted, 1, 4999);
    }

    private static readonly Gen<CotEvent> Events =
        from uid in Gen.String[Gen.Char["aZ9-. ñ<>&\"'"], 1, 40]
        from seconds in Gen.Long[0, 4_000_000_000]
        from lasting in Gen.Int[0, 100_000]
        from latitude in Gen.Double[-90, 90]
        from longitude in Gen.Double[-180, 180]
        from height in Gen.Double[-500, 20_000].Nullable()
        from error in Gen.Double[0, 5_000].Nullable()
        from course in Gen.Double[0, 360].Nullable()
        from speed in Gen.Double[0, 900].Nullable()
        from feed in Gen.Enum<Feed>().Nullable()
        from remarks in Gen.String[Gen.Char["ab ñ<>&\"'\n\r\t"], 1, 60]
        let time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddMilliseconds(lasting % 1000)
        select new CotEvent(uid, "a-f-G-U-C", time, time, time.AddMilliseconds(lasting), "m-g", new GeoPoint(latitude, longitude))
        {
            Height = height,
            CircularError = error,
            LinearError = error,
            Callsign = uid,
            Course = course,
            Speed = speed,
            Feed = feed,
            Remarks = remarks,
        };
}
