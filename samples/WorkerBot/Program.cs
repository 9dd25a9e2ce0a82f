// A bot as a .NET worker. Set BOTPERF_URL and BOTPERF_KEY, or the section BotPerf of appsettings.json, then:
//   dotnet run --project samples/WorkerBot
using WorkerBot;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddBotPerf(options =>
{
    options.Instance = "worker-0";
    options.Version = "1.0.0";
});
builder.Services.AddHostedService<ChatWorker>();
builder.Build().Run();
