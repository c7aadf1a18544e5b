using Palladium.Benchmarks.Harness;
using Palladium.Benchmarks.Measures;
using Palladium.Benchmarks.Mqtt;

// The peer of mqtt-observations runs as a process of its own, as the node does; this is that process.
if (args is [CountingBroker.Command, var port])
{
    await CountingBroker.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

IBenchmark[] all = [new LogAppend(), new LogVerify(), new GateDecisions(), new CedarDecisions(), new CedarQuery(), new NodeStart(), new MqttObservations(), new AlertLatency()];
if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine("usage: ./bench [NAME...]   runs all benchmarks, or those named exactly so");
    Console.WriteLine("       ./bench --list      lists them");
    Console.WriteLine("Each writes artifacts/bench/NAME.json and prints what is in it. Nothing else should run on the machine meanwhile.");
    return 0;
}

if (args.Contains("--list"))
{
    foreach (var benchmark in all)
    {
        Console.WriteLine($"{benchmark.Name,-18} {benchmark.What}");
    }

    return 0;
}

var unknown = args.Where(name => all.All(benchmark => benchmark.Name != name)).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync(
        $"There is no benchmark named {string.Join(", ", unknown)}. There are: {string.Join(", ", all.Select(benchmark => benchmark.Name))}.");
    return 2;
}

var home = Environment.GetEnvironmentVariable("PALLADIUM_HOME");
if (home is null || !File.Exists(Path.Combine(home, "Palladium.slnx")))
{
    await Console.Error.WriteLineAsync("PALLADIUM_HOME does not name the root of the checkout. Start the benchmarks with ./bench.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var chosen = args.Length == 0 ? all : [.. all.Where(benchmark => args.Contains(benchmark.Name))];
return await BenchmarkRun.AllAsync(chosen, home, TimeProvider.System, stop.Token);
