using System.Text;
using Palladium.Standards.Atom;
using Palladium.Standards.Cap;
using Palladium.Tests.Standards.Cap;

namespace Palladium.Tests.Standards.Atom;

public sealed class AtomTests
{
    private static readonly DateTimeOffset Sent = new(2026, 11, 23, 17, 0, 0, TimeSpan.Zero);

    private static AtomFeed Feed => new("urn:palladium:alerts", "Alertas <públicas>", Sent,
    [
        new AtomEntry("urn:alert:1", "Flood & wind", Sent) { Link = new Uri("https://node.example/public/alerts/1.cap"), Inline = Encoding.UTF8.GetBytes(CapSamples.Xml), Summary = "Rambla" },
        new AtomEntry("urn:alert:2", "Heat", Sent) { Link = new Uri("https://node.example/public/alerts/2.cap") },
    ])
    { Author = "Montevideo", Self = new Uri("https://node.example/public/alerts.atom") };

    [Fact]
    public void A_feed_is_read_as_it_was_written_and_the_alert_inside_is_the_same()
    {
        var read = AtomReader.Read(AtomWriter.Write(Feed).Value).Value;
        Assert.Equal((Feed.Id, Feed.Title, Feed.Updated, Feed.Author), (read.Id, read.Title, read.Updated, read.Author));
        Assert.Equal(Feed.Entries.Select(e => (e.Id, e.Title, e.Updated, e.Link, e.Summary)), read.Entries.Select(e => (e.Id, e.Title, e.Updated, e.Link, e.Summary)));
        Assert.Equal(
            CapSamples.Text(CapReader.Read(Encoding.UTF8.GetBytes(CapSamples.Xml)).Value),
            CapSamples.Text(CapReader.Read(read.Entries[0].Inline!.Value).Value));
        Assert.Null(read.Entries[1].Inline);
    }

    [Fact]
    public void Rss_with_links_is_read_and_relative_links_are_resolved()
    {
        const string Rss = "<rss version='2.0'><channel><title>T</title><link>https://w.example/</link><item><title>a</title><link>a.cap</link><guid>g1</guid><pubDate>Mon, 23 Nov 2026 17:00:00 GMT</pubDate></item></channel></rss>";
        var read = AtomReader.Read(Encoding.UTF8.GetBytes(Rss), new Uri("https://w.example/feed/rss.xml")).Value;
        Assert.Equal(("g1", new Uri("https://w.example/feed/a.cap"), Sent), (read.Entries[0].Id, read.Entries[0].Link, read.Entries[0].Updated));
    }

    [Theory]
    [InlineData("<html/>", "/", "atom.root")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x</title></entry></feed>", "/feed/entry[1]/id", "atom.id.missing")]
    [InlineData("<!DOCTYPE feed [<!ENTITY a 'b'>]><feed/>", "/", "atom.xml.dtd")]
    [InlineData("<feed", "/", "atom.xml.malformed")]
    public void What_is_wrong_with_a_feed_is_named(string feed, string field, string rule)
    {
        var refusal = AtomReader.Read(Encoding.UTF8.GetBytes(feed)).Refusal;
        Assert.Equal((field, rule), (refusal?.Field, refusal?.Rule));
    }

    [Fact]
    public void What_is_not_xml_is_not_written_into_a_feed()
    {
        var feed = Feed with { Entries = [Feed.Entries[0] with { Inline = "no"u8.ToArray() }] };
        Assert.Equal("/feed/entry[1]/content", AtomWriter.Write(feed).Refusal?.Field);
    }

    [Fact]
    public void No_damaged_feed_throws()
    {
        var random = new Random(8);
        var valid = AtomWriter.Write(Feed).Value;
        var accepted = Enumerable.Range(0, 3000).Count(_ => AtomReader.Read(Mutation.Of(valid, random), new Uri("https://node.example/")).Refusal is null);
        Assert.InRange(accepted, 1, 2999);
    }
}
