using Palladium.Operations.Alerts;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Tests.Operations;

public sealed class AlertBookTests
{
    private static readonly MemberId Police = MemberId.Of("police");
    private static readonly MemberId Fire = MemberId.Of("fire");
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly AlertBook _book = new();
    private readonly EntryId _alert = EntryId.Fresh();

    [Fact]
    public void Revisions_are_one_alert_whatever_order_they_come_in_and_each_counts_once()
    {
        Apply(3, AlertMessageType.Cancel);
        Apply(1);
        Apply(2, AlertMessageType.Update);
        Apply(2, AlertMessageType.Update, index: 9);

        var alert = Assert.Single(_book.All);
        Assert.Equal([1, 2, 3], alert.Revisions.Select(revision => revision.Body.Revision));
        Assert.False(alert.IsOpen);
        Assert.Equal(2, alert.Revisions[1].Entry.Index);
    }

    [Fact]
    public void Only_its_author_revises_an_alert()
    {
        Apply(1);

        Assert.Equal("alert.not-author", _book.Apply(Revision(2, AlertMessageType.Cancel, 7, Fire)).Refusal?.Rule);

        Assert.True(_book.Find(_alert)!.IsOpen);
        Assert.Null(_book.FindByEntry(Fire, 7));
        Assert.Null(_book.FindByCause(Fire, "water-level.port", "quay/level", ""));
    }

    [Fact]
    public void An_alert_is_found_by_any_of_its_entries_and_by_its_cause()
    {
        Apply(1);
        Apply(2, AlertMessageType.Update);

        Assert.Equal(_alert, _book.FindByEntry(Police, 1)?.Id);
        Assert.Equal(2, _book.FindByEntry(Police, 2)?.Revisions.Count);
        Assert.Null(_book.FindByEntry(Police, 3));
        Assert.Null(_book.FindByEntry(Fire, 1));
        Assert.Equal(_alert, _book.FindByCause(Police, "water-level.port", "quay/level", "")?.Id);
        Assert.Null(_book.FindByCause(Police, "water-level.port", "quay/level", "osm/w/1"));
        Assert.Null(_book.FindByCause(Police, "wind.strong", "quay/level", ""));
    }

    [Fact]
    public void After_the_end_of_an_alert_its_cause_leads_to_the_next_one()
    {
        Apply(1);
        Apply(2, AlertMessageType.Cancel);
        Assert.False(_book.FindByCause(Police, "water-level.port", "quay/level", "")!.IsOpen);

        var next = EntryId.Fresh();
        _book.Apply(new AlertRevision(AlertSamples.Of(next, Noon), new EntryPlace(Police, 3, EntryId.Fresh()), Noon));

        Assert.Equal(next, _book.FindByCause(Police, "water-level.port", "quay/level", "")?.Id);
        Assert.Equal(2, _book.All.Count());
    }

    [Fact]
    public void How_far_an_alert_got_is_noted_once_for_each_member_and_kept_over_revisions()
    {
        Apply(1);
        var first = new AlertDelivery(Fire, 5, Noon, null, null, null);
        _book.Note(_alert, Fire, known => known is null ? first : null);
        _book.Note(_alert, Fire, known => known is null ? first with { ReleaseEntry = 99 } : null);
        Apply(2, AlertMessageType.Update);
        _book.Note(_alert, Fire, known => known! with { DeliveredAt = Noon });

        Assert.Equal(first with { DeliveredAt = Noon }, Assert.Single(_book.Find(_alert)!.Deliveries).Value);
        Assert.Null(_book.Note(EntryId.Fresh(), Fire, _ => first));
    }

    [Fact]
    public void Notes_from_many_threads_are_all_kept()
    {
        Apply(1);
        var members = Enumerable.Range(0, 64).Select(i => MemberId.Of($"m{i}")).ToArray();

        Parallel.ForEach(members, member => _book.Note(_alert, member, _ => new AlertDelivery(member, 1, Noon, null, null, null)));

        Assert.Equal(64, _book.Find(_alert)!.Deliveries.Count);
    }

    [Theory]
    [InlineData(AlertMessageType.Update, 365, true)]
    [InlineData(AlertMessageType.Cancel, 0, true)]
    [InlineData(AlertMessageType.Cancel, 1, false)]
    public void An_alert_is_shown_while_it_stands_and_an_hour_longer(AlertMessageType type, int daysLater, bool shown)
    {
        var alert = Apply(1, type);

        Assert.Equal(shown, alert.IsShown(Noon.AddDays(daysLater).AddMinutes(59)));
    }

    private AlertState Apply(int revision, AlertMessageType type = AlertMessageType.Alert, long? index = null) =>
        _book.Apply(Revision(revision, type, index ?? revision, Police)).Value;

    private AlertRevision Revision(int revision, AlertMessageType type, long index, MemberId author) => new(
        AlertSamples.Of(_alert, Noon) with { Revision = revision, MessageType = type }, new EntryPlace(author, index, EntryId.Fresh()), Noon);
}
