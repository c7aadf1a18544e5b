using CsCheck;
using Palladium.Doctrine.Thresholds;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Sensing.Thresholds;

namespace Palladium.Tests.Sensing;

public sealed class ThresholdEngineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Source Gauge =
        new("gate-4", MemberId.Of("port"), "water-level", "Port gate 4", "m", "osm/w/1", null, Feed.Exercise);

    private static readonly ThresholdRule Rule = new()
    {
        Id = "water",
        SourceKind = "water-level",
        Comparison = Comparison.AtLeast,
        Levels =
        [
            new(2.5, AlertSeverity.Severe, AlertUrgency.Immediate, AlertCertainty.Observed),
            new(3.2, AlertSeverity.Extreme, AlertUrgency.Immediate, AlertCertainty.Observed),
        ],
        For = TimeSpan.FromSeconds(10),
        ClearValue = 2.2,
        ClearFor = TimeSpan.FromSeconds(30),
        UpdateEvery = TimeSpan.FromMinutes(10),
        StaleAfter = TimeSpan.FromMinutes(1),
        Category = AlertCategory.Met,
        Event = "Flood",
        Headline = "High water",
        Instruction = "Leave.",
        MustKnow = ["police"],
    };

    [Fact]
    public void One_reading_beyond_the_value_raises_nothing_before_its_time() =>
        Assert.Equal("", Run(Rule, (0, 2.6), (5, 2.6), (9, 2.6)));

    [Fact]
    public void Beyond_the_value_for_long_enough_is_raised_once() =>
        Assert.Equal("Raised@10", Run(Rule, (0, 2.6), (5, 2.6), (10, 2.6), (15, 2.7), (20, 2.6)));

    [Fact]
    public void One_reading_in_between_that_is_not_beyond_starts_the_time_again() =>
        Assert.Equal("Raised@20", Run(Rule, (0, 2.6), (5, 2.6), (9, 2.4), (10, 2.6), (15, 2.6), (20, 2.6)));

    [Fact]
    public void A_graver_class_is_told_once_and_the_same_class_is_not() =>
        Assert.Equal("Raised@10 Updated@20", Run(Rule, (0, 2.6), (10, 2.6), (20, 3.3), (30, 2.6), (40, 3.4)));

    [Fact]
    public void What_goes_on_is_told_from_time_to_time() =>
        Assert.Equal("Raised@10 Updated@610", Run(Rule, [.. Enumerable.Range(0, 63).Select(i => (i * 10, 2.6))]));

    [Fact]
    public void It_clears_when_it_stayed_behind_the_clear_value_for_long_enough() =>
        Assert.Equal("Raised@10 Cleared@60", Run(Rule, (0, 2.6), (10, 2.6), (20, 2.3), (30, 2.1), (45, 2.1), (60, 2.0), (90, 2.0)));

    [Fact]
    public void A_silence_neither_raises_nor_clears()
    {
        Assert.Equal("", Run(Rule, (0, 2.6), (100, 2.6), (105, 2.6)));
        Assert.Equal("Raised@10", Run(Rule, (0, 2.6), (10, 2.6), (20, 2.1), (120, 2.1), (140, 2.1)));
        Assert.Equal("Raised@10 Cleared@150", Run(Rule, (0, 2.6), (10, 2.6), (20, 2.1), (120, 2.1), (150, 2.1)));
    }

    [Fact]
    public void A_rule_that_looks_downwards_works_the_same()
    {
        var cold = Rule with
        {
            Comparison = Comparison.AtMost,
            Levels = [Rule.Levels[0] with { Value = 0 }, Rule.Levels[1] with { Value = -10 }],
            ClearValue = 2,
        };

        Assert.Equal("Raised@10 Updated@20 Cleared@60", Run(cold, (0, 0), (10, -1), (20, -11), (30, 3), (60, 3)));
    }

    [Fact]
    public void A_rule_for_one_kind_of_site_leaves_the_others_alone()
    {
        var engine = new ThresholdEngine([Rule with { SiteKind = "stadium", For = TimeSpan.Zero }]);

        Assert.Empty(engine.Observe(Gauge, null, Reading(0, 9)));
        Assert.Empty(engine.Observe(Gauge, "school", Reading(1, 9)));
        Assert.Single(engine.Observe(Gauge, "stadium", Reading(2, 9)));
    }

    [Fact]
    public void The_evidence_is_bounded_and_its_peak_is_the_worst_that_was_seen()
    {
        var engine = new ThresholdEngine([Rule with { UpdateEvery = TimeSpan.FromSeconds(500) }]);
        CauseChange? last = null;
        for (var i = 0; i <= 600; i++)
        {
            last = engine.Observe(Gauge, null, Reading(i, i == 50 ? 3.1 : 2.6)).SingleOrDefault() ?? last;
        }

        Assert.NotNull(last);
        Assert.Equal(CauseReason.Continues, last.Reason);
        Assert.Equal(3.1, last.Peak);
        Assert.Equal(Start, last.Onset);
        Assert.Equal(60, last.Evidence.Length);
        Assert.Equal(last.At, last.Evidence[^1].Time);
    }

    [Fact]
    public void A_new_doctrine_keeps_what_is_open_and_withdraws_what_has_no_rule_any_more()
    {
        var engine = new ThresholdEngine([Rule]);
        engine.Observe(Gauge, null, Reading(0, 2.6));
        engine.Observe(Gauge, null, Reading(10, 2.6));

        Assert.Empty(engine.Adopt([Rule with { ClearFor = TimeSpan.FromSeconds(1) }], Start));
        Assert.Single(engine.OpenCauses);
        Assert.Empty(engine.Observe(Gauge, null, Reading(20, 2.7)));

        var withdrawn = Assert.Single(engine.Adopt([], Start.AddSeconds(30)));
        Assert.Equal((CauseChangeKind.Cleared, CauseReason.RuleWithdrawn), (withdrawn.Kind, withdrawn.Reason));
        Assert.Empty(engine.OpenCauses);
    }

    [Fact]
    public void What_was_open_before_a_restart_is_not_raised_again()
    {
        var before = new ThresholdEngine([Rule]);
        before.Observe(Gauge, null, Reading(0, 2.6));
        before.Observe(Gauge, null, Reading(10, 2.6));

        var after = new ThresholdEngine([Rule]);
        Assert.Empty(after.Restore(before.OpenCauses));
        Assert.Empty(after.Observe(Gauge, null, Reading(100, 2.6)));
        Assert.Empty(after.Observe(Gauge, null, Reading(120, 2.6)));
        after.Observe(Gauge, null, Reading(130, 2.0));
        Assert.Equal(CauseChangeKind.Cleared, Assert.Single(after.Observe(Gauge, null, Reading(160, 2.0))).Kind);
        Assert.Single(new ThresholdEngine([]).Restore(before.OpenCauses));
    }

    [Fact]
    public void Values_that_swing_around_the_threshold_raise_at_most_one_alert() =>
        Gen.Double[2.21, 2.9].Array[0, 200].Sample(values =>
        {
            var changes = Changes(Rule, [.. values.Select((value, i) => (i * 5, value))]);
            return changes.Count(change => change.Kind == CauseChangeKind.Raised) <= 1
                && changes.All(change => change.Kind != CauseChangeKind.Cleared);
        });

    [Fact]
    public void Between_two_raises_there_is_always_a_clear_and_updates_come_only_in_between()
    {
        var readings = Gen.Select(Gen.Int[0, 90], Gen.Double[1.5, 3.6]).Array[0, 150];
        readings.Sample(steps =>
        {
            var at = 0;
            var open = false;
            foreach (var change in Changes(Rule, [.. steps.Select(step => (at += step.Item1, step.Item2))]))
            {
                if (open == (change.Kind == CauseChangeKind.Raised))
                {
                    return false;
                }

                open = change.Kind != CauseChangeKind.Cleared;
            }

            return true;
        });
    }

    private static string Run(ThresholdRule rule, params (int Second, double Value)[] readings) =>
        string.Join(' ', Changes(rule, readings).Select(change => $"{change.Kind}@{(change.At - Start).TotalSeconds}"));

    private static List<CauseChange> Changes(ThresholdRule rule, (int Second, double Value)[] readings)
    {
        var engine = new ThresholdEngine([rule]);
        return [.. readings.SelectMany(reading => engine.Observe(Gauge, null, Reading(reading.Second, reading.Value)))];
    }

    private static Observation Reading(int second, double value) =>
        new(Gauge.Id, Start.AddSeconds(second), value, Start.AddSeconds(second));
}
