namespace Palladium.Tests.Cedar;

public sealed class CorpusTests
{
    public static TheoryData<RoundTrip> Ways { get; } = [.. Enum.GetValues<RoundTrip>()];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_hand_written_case_of_Cedar_is_decided_and_validated_alike(RoundTrip way)
    {
        var data = TestData.Require("cedar/tests");
        var root = Path.GetDirectoryName(data)!;
        var cases = Directory.GetFiles(data, "*.json", SearchOption.AllDirectories);

        var outcome = CorpusCases.Run(cases, name => File.ReadAllText(Path.Combine(root, name)), way);

        Assert.Equal(22, outcome.Cases);
        Assert.Equal(0, outcome.UsingTemplates);
        Assert.Empty(outcome.Authorization);
        Assert.Empty(outcome.Validation);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_generated_case_of_Cedar_is_decided_and_validated_alike(RoundTrip way)
    {
        var files = CorpusCases.Unpack(TestData.Require("cedar/corpus-part.tar.gz"));
        var cases = files.Keys
            .Where(f => f.EndsWith(".json", StringComparison.Ordinal) && !f.EndsWith(".entities.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        var outcome = CorpusCases.Run(cases, name => files[name], way);

        Assert.Equal(2000, outcome.Cases);
        Assert.Equal(16000, outcome.Requests);
        Assert.True(way != RoundTrip.Residual || outcome.Partially > 5000, $"{outcome.Partially}");
        Assert.Equal(0, outcome.UsingTemplates);
        Assert.Empty(outcome.Authorization);
        Assert.Empty(outcome.Validation);
    }
}
