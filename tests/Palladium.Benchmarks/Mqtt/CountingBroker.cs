using System.Diagnostics;
using System.Globalization;
using System.Net;
using MQTTnet.Server;

namespace Palladium.Benchmarks.Mqtt;

/// <summary>
/// The peer: the broker of the same library that does nothing with a message but count it. Runs as a process of its own;
/// answers each line on its standard input with its count, and ends when that ends.
/// </summary>
internal sealed class CountingBroker : IAsyncDisposable
{
    /// <summary>First argument of the process that is the broker.</summary>
    public const string Command = "--counting-broker";

    private readonly Process _process;

    private CountingBroker(Process process) => _process = process;

    /// <summary>Starts the process and returns when it listens.</summary>
    public static async Task<CountingBroker> StartAsync(int port, CancellationToken cancellation)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(CountingBroker).Assembly.Location, Command, port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("dotnet did not start.");
        var broker = new CountingBroker(process);
        await broker.CountAsync(cancellation);
        return broker;
    }

    /// <summary>The broker itself, in its own process.</summary>
    public static async Task RunAsync(int port)
    {
        var count = 0L;
        using var server = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointPort(port)
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .Build());
        server.InterceptingPublishAsync += publish =>
        {
            publish.ProcessPublish = false;
            Interlocked.Increment(ref count);
            return Task.CompletedTask;
        };
        await server.StartAsync();
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(Interlocked.Read(ref count).ToString(CultureInfo.InvariantCulture));
        }

        await server.StopAsync(new MqttServerStopOptions());
    }

    /// <summary>Messages that it took in.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync("count".AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
        return long.Parse(
            await _process.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("The counting broker ended."),
            CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
