using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Tests.Operations;

public sealed class PictureTests
{
    private static readonly MemberId Police = MemberId.Of("police");
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RowKey Unit = new(RowKind.Unit, Police, "patrol-7");
    private static readonly RowKey Alert = new(RowKind.Alert, Police, "a");

    private readonly PictureBoard _board = new();

    [Fact]
    public async Task An_alert_wakes_every_screen_and_a_position_waits_for_the_next_batch()
    {
        using var one = _board.Subscribe();
        using var two = _board.Subscribe();
        var waiting = one.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        _board.Touch(Unit);
        Assert.False(waiting.IsCompleted);

        _board.Touch(Alert);

        Assert.True(await waiting);
        Assert.True(await two.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal([Alert], one.TakeUrgent());
        Assert.Equal([Unit], one.TakeOther());
        Assert.Equal([Alert], two.TakeUrgent());
    }

    [Fact]
    public async Task Many_changes_of_one_row_are_one_and_nothing_is_left_after_it_was_taken()
    {
        using var screen = _board.Subscribe();
        for (var i = 0; i < 1000; i++)
        {
            _board.Touch(Alert);
            _board.Touch(Unit);
        }

        Assert.Equal([Alert], screen.TakeUrgent());
        Assert.Equal([Unit], screen.TakeOther());
        Assert.Empty(screen.TakeUrgent());
        Assert.Empty(screen.TakeOther());
        Assert.True(await screen.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.False(await screen.WaitAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Alerts_come_before_everything_else_and_a_closed_screen_hears_nothing_more()
    {
        var screen = _board.Subscribe();
        var member = new RowKey(RowKind.Member, Police, "police");
        _board.Touch(member);
        _board.Touch(Alert);
        Assert.Equal([Alert, member], screen.TakeUrgent());

        screen.Dispose();
        _board.Touch(Alert);
        Assert.Empty(screen.TakeUrgent());
        Assert.Equal(0, _board.Screens);
    }

    [Fact]
    public void An_older_reading_or_position_changes_nothing_and_touches_no_row()
    {
        var scene = new SceneBook(_board);
        scene.Declare(Level(""));
        scene.Observe(Police, new Observation("level", Noon, 2, Noon));
        scene.Move(Patrol(Noon, 1));
        using var screen = _board.Subscribe();

        scene.Observe(Police, new Observation("level", Noon.AddSeconds(-1), 9, Noon));
        scene.Move(Patrol(Noon.AddSeconds(-1), 9));
        Assert.Empty(screen.TakeOther());

        scene.Observe(Police, new Observation("level", Noon, 3, Noon));
        scene.Move(Patrol(Noon.AddSeconds(1), 2));
        Assert.Equal(2, screen.TakeOther().Count);
    }

    [Fact]
    public void A_reading_of_an_unknown_source_makes_none_and_a_source_that_is_declared_again_keeps_its_reading()
    {
        var scene = new SceneBook(_board);
        scene.Observe(Police, new Observation("level", Noon, 2, Noon));
        Assert.Empty(scene.Sources);

        scene.Declare(Level(""));
        scene.Observe(Police, new Observation("level", Noon, 2, Noon));
        scene.Declare(Level("osm/w/1"));

        Assert.Equal("osm/w/1", scene.Source(Police, "level")!.Site);
        Assert.Equal("osm/w/1", scene.Declared(Police, "level")!.Site);
        Assert.Null(scene.Declared(MemberId.Of("fire"), "level"));
    }

    [Fact]
    public void Readings_from_many_threads_end_with_the_newest()
    {
        var scene = new SceneBook(_board);
        scene.Declare(Level(""));

        Parallel.For(0, 2_000, i =>
        {
            scene.Observe(Police, new Observation("level", Noon.AddSeconds(i), i, Noon));
            scene.Move(Patrol(Noon.AddSeconds(i), i));
        });

        // Nothing older is taken any more: so the newest is there.
        using var screen = _board.Subscribe();
        scene.Observe(Police, new Observation("level", Noon.AddSeconds(1_998), 0, Noon));
        scene.Move(Patrol(Noon.AddSeconds(1_998), 0));
        Assert.Empty(screen.TakeOther());
    }

    private static Source Level(string site) => new("level", Police, "water-level", "Level", "m", site, null, Feed.Live);

    private static UnitPosition Patrol(DateTimeOffset at, double speed) =>
        new("patrol-7", Police, "patrol", "Patrol 7", new GeoPoint(-34.9, -56.2), null, speed, at, at.AddMinutes(1), Feed.Exercise);
}
